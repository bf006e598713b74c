import HTTP
import MaintenanceServer
import Testing

/// The sketches of traffic, in memory that does not grow with the number of pages.
struct TrafficSketchTests {
    private func hashes(_ range: Range<Int>) -> [UInt64] {
        // SplitMix64 (Steele and others, 2014).
        range.map { number in
            var z = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
            z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
            return z ^ z >> 31
        }
    }

    private func count(_ hashes: [UInt64]) -> DistinctCount {
        var count = DistinctCount()
        for hash in hashes { count.insert(hash: hash) }
        return count
    }

    @Test(arguments: [0, 1, 2, 10, 100, 1000, 10_000, 20_000, 100_000])
    func theEstimateIsWithinAFewPercent(number: Int) {
        let seen = hashes(1..<number + 1)
        let estimate = count(seen + seen).estimate
        #expect(abs(Double(estimate - number)) <= 0.05 * Double(number), "\(estimate)")
    }

    @Test func hashesWithoutASetBitAreCounted() {
        #expect(count([0, .max]).estimate == 2)
    }

    @Test func twoCountsMergedAreTheCountOfTheUnion() {
        var left = count(hashes(0..<6000))
        left.merge(count(hashes(4000..<9000)))
        #expect(left.estimate == count(hashes(0..<9000)).estimate)
    }

    private func paths(_ targets: [String]) -> FrequentPaths {
        var paths = FrequentPaths()
        for target in targets { paths.add(target: Array(target.utf8).span) }
        return paths
    }

    private func top(_ paths: FrequentPaths) -> [String] {
        paths.top(5).map { "\($0.count) \(String(decoding: $0.path, as: UTF8.self))" }
    }

    @Test(arguments: [
        (["/a", "/b", "/a"], ["2 /a", "1 /b"]),
        (["/b", "/a"], ["1 /a", "1 /b"]),
        // A query may contain private data.
        (["/a?password=x", "/a?y", "/a#z"], ["3 /a"]),
        (["http://user:password@a.example/a?x"], ["1 /a"]),
        (["*", "a.example:443"], ["1 *", "1 a.example:443"]),
        (["/" + String(repeating: "x", count: 8000)], ["1 /" + String(repeating: "x", count: 199)]),
        ([], []),
    ])
    func pathsAreCountedWithoutQueries(targets: [String], counted: [String]) {
        #expect(top(paths(targets)) == counted)
    }

    @Test func aFrequentPathSurvivesAnyFlood() {
        // 300 of 30,300: more than one in 257.
        var targets: [String] = []
        for number in 0..<30_000 {
            if number.isMultiple(of: 100) { targets.append("/shop") }
            targets.append("/\(number)")
        }
        for order in [targets, targets.reversed(), targets.sorted()] {
            let found = paths(order).top(1)
            #expect(found.first?.path == Array("/shop".utf8))
            #expect((300 - 30_300 / 257...300).contains(found.first?.count ?? 0))
        }
    }

    @Test func mergedPathsHaveTheSameErrorBound() {
        var merged = FrequentPaths()
        for part in 0..<30 {
            merged.merge(paths((0..<1000).map { "/\(part)/\($0)" } + Array(repeating: "/shop", count: 20)))
        }
        let found = merged.top(1)
        #expect(found.first?.path == Array("/shop".utf8))
        #expect((600 - 30_600 / 257...600).contains(found.first?.count ?? 0))
        #expect(merged.top(1000).count <= 256)
    }
}
