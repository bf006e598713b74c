import Testing

@testable import System

@Suite struct AvailableCoresTests {
    // cgroup-v2.rst: cpu.max. Version 1 has the same two numbers in two files.
    @Test(
        arguments: [
            ("50000 100000\n", 1), ("100000 100000\n", 1), ("100001 100000\n", 2), ("250000 100000\n", 3),
            ("1000 1000000\n", 1), ("800000 100000\n", 8), ("max 100000\n", nil), ("-1 100000\n", nil),
            ("0 100000\n", nil),
            ("100000 0\n", nil), ("", nil), ("100000\n", nil), ("a b\n", nil), ("a 100000 100000\n", nil),
        ] as [(String, Int?)])
    func aQuotaIsRoundedUpToCores(text: String, cores: Int?) {
        #expect(CPUQuota(cpuMax: text)?.cores == cores)
    }

    @Test func thisProcessHasACore() {
        #expect(AvailableCores.count >= 1)
    }
}
