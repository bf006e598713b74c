import Testing

@testable import MaintenanceServer

/// sd_listen_fds(3).
@Suite struct InheritedDescriptorsTests {
    @Test(
        arguments: [
            ([:], []),
            (["LISTEN_FDS": "1"], []),
            (["LISTEN_PID": "42"], []),
            (["LISTEN_PID": "41", "LISTEN_FDS": "nonsense"], []),
            (["LISTEN_PID": "42", "LISTEN_FDS": "0"], []),
            (["LISTEN_PID": "42", "LISTEN_FDS": "2"], ["3 unknown", "4 unknown"]),
            (["LISTEN_PID": "42", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "web:admin"], ["3 web", "4 admin"]),
            (["LISTEN_PID": "42", "LISTEN_FDS": "2", "LISTEN_FDNAMES": ":"], ["3 ", "4 "]),
        ] as [([String: String], [String])])
    func descriptorsBeginAtThree(variables: [String: String], expected: [String]) throws {
        let passed = try InheritedDescriptors(process: 42) { variables[$0] }
        #expect(passed.descriptors.map { "\($0.number) \($0.name)" } == expected)
    }

    @Test(arguments: [
        (["LISTEN_PID": "", "LISTEN_FDS": "1"], "LISTEN_PID ''"),
        (["LISTEN_PID": "42", "LISTEN_FDS": "-1"], "LISTEN_FDS '-1'"),
        (["LISTEN_PID": "42", "LISTEN_FDS": "2147483647"], "LISTEN_FDS '2147483647'"),
        (["LISTEN_PID": "42", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "web"], "LISTEN_FDNAMES has 1 names"),
    ])
    func malformedVariablesAreRefused(variables: [String: String], reason: String) {
        let error = #expect(throws: InheritedDescriptors.Malformed.self) {
            try InheritedDescriptors(process: 42) { variables[$0] }
        }
        #expect(error?.description.hasPrefix(reason) == true)
    }
}
