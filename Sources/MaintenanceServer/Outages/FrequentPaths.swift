internal import Glibc
internal import HTTP

/// The most frequent paths, counted in memory for 256 paths (Misra and Gries, 1982).
///
/// If there is no room for a path, every count is reduced by one. So a count is never too high, and too low by at most
/// one in 257 of all added paths. A path with a larger share is always included.
package struct FrequentPaths: Sendable {
    package struct Entry: Sendable, Equatable {
        /// The path as the client sent it, without the query. A long path is truncated.
        package let path: [UInt8]
        package fileprivate(set) var count: Int
    }

    private static let capacity = 256
    private static let longestPath = 200

    private var entries: [Entry] = []
    /// The index of each path, by its hash, so that counting a known path needs no copy. Nobody can choose paths with
    /// equal hashes, because the process has a random seed.
    private var indices: [UInt64: Int] = [:]

    package init() {}

    /// Counts the path of a request target, or the whole target if it has no path.
    package mutating func add(target: Span<UInt8>) {
        let range = RequestTarget.path(of: target) ?? 0..<target.count
        let path = target.extracting(range.prefix(FrequentPaths.longestPath))
        let hash = ByteHash.hash(path)
        if let index = indices[hash] {
            entries[index].count += 1
        } else {
            append(Entry(path: path.withUnsafeBytes { Array($0) }, count: 1), hash)
            shrink()
        }
    }

    /// Adds the counts of the other.
    package mutating func merge(_ other: FrequentPaths) {
        for entry in other.entries {
            let hash = ByteHash.hash(entry.path.span)
            if let index = indices[hash] {
                entries[index].count += entry.count
            } else {
                append(entry, hash)
            }
        }
        shrink()
    }

    /// The most frequent paths, in descending order.
    package func top(_ count: Int) -> [Entry] {
        let sorted = entries.sorted {
            $0.count == $1.count ? $0.path.lexicographicallyPrecedes($1.path) : $0.count > $1.count
        }
        return Array(sorted.prefix(count))
    }

    private mutating func append(_ entry: Entry, _ hash: UInt64) {
        indices[hash] = entries.count
        entries.append(entry)
    }

    /// Subtracts the highest count beyond the capacity from every count, and drops the paths that reach zero.
    private mutating func shrink() {
        guard entries.count > FrequentPaths.capacity else { return }
        let excess = entries.map(\.count).sorted(by: >)[FrequentPaths.capacity]
        let left = entries.filter { $0.count > excess }
        entries = []
        indices = [:]
        for entry in left {
            append(
                Entry(path: entry.path, count: entry.count - excess), ByteHash.hash(entry.path.span))
        }
    }
}

/// An estimate of the number of distinct values: HyperLogLog (Flajolet and others, 2007), in 4 KiB, with a standard
/// error of 1.6 %.
package struct DistinctCount: Sendable {
    /// The number of bits of a hash that choose the register.
    private static let indexWidth = 12
    private static let registerCount = 1 << indexWidth

    /// The highest rank for each register. The rank is the position of the first set bit in the rest of a hash.
    private var registers = [UInt8](repeating: 0, count: DistinctCount.registerCount)

    package init() {}

    /// Adds a value by its hash, whose bits have to be uniformly distributed.
    package mutating func insert(hash: UInt64) {
        let index = Int(hash >> (64 - DistinctCount.indexWidth))
        let rest = hash << DistinctCount.indexWidth
        let rank = UInt8(min(rest.leadingZeroBitCount, 64 - DistinctCount.indexWidth) + 1)
        if registers[index] < rank { registers[index] = rank }
    }

    /// Adds the values of the other.
    package mutating func merge(_ other: DistinctCount) {
        for index in registers.indices { registers[index] = max(registers[index], other.registers[index]) }
    }

    package var estimate: Int {
        let count = Double(DistinctCount.registerCount)
        let raw = 0.7213 / (1 + 1.079 / count) * count * count / registers.reduce(0.0) { $0 + scalbn(1, -Int32($1)) }
        let empty = registers.count { $0 == 0 }
        // With few values the number of empty registers is more accurate (linear counting).
        let isSmall = raw <= 2.5 * count && empty > 0
        return Int((isSmall ? count * log(count / Double(empty)) : raw).rounded())
    }
}
