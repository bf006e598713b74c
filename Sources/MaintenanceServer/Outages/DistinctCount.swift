internal import Glibc

/// An estimate of how many different values were added: HyperLogLog (Flajolet and others, 2007), in 4 KiB, with a
/// standard error of 1.6 %.
package struct DistinctCount: Sendable {
    /// Bits of a hash that choose the register.
    private static let indexWidth = 12
    private static let registerCount = 1 << indexWidth

    /// For each the highest rank that was seen: where the first bit is set in what the index leaves of a hash.
    private var registers = [UInt8](repeating: 0, count: DistinctCount.registerCount)

    package init() {}

    /// Adds a value by its hash, whose bits have to be as good as random.
    package mutating func insert(hash: UInt64) {
        let index = Int(hash >> (64 - DistinctCount.indexWidth))
        let rest = hash << DistinctCount.indexWidth
        let rank = UInt8(min(rest.leadingZeroBitCount, 64 - DistinctCount.indexWidth) + 1)
        if registers[index] < rank { registers[index] = rank }
    }

    /// Adds what the other has seen.
    package mutating func merge(_ other: DistinctCount) {
        for index in registers.indices { registers[index] = max(registers[index], other.registers[index]) }
    }

    package var estimate: Int {
        let count = Double(DistinctCount.registerCount)
        let raw = 0.7213 / (1 + 1.079 / count) * count * count / registers.reduce(0.0) { $0 + scalbn(1, -Int32($1)) }
        let empty = registers.count { $0 == 0 }
        // With few values the registers that are empty tell more (linear counting).
        let isSmall = raw <= 2.5 * count && empty > 0
        return Int((isSmall ? count * log(count / Double(empty)) : raw).rounded())
    }
}
