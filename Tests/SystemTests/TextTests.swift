import System
import Testing

/// The search functions of `System`, which this target sees without those of _StringProcessing.
struct SearchTests {
    @Test(
        arguments: [
            ("", "", 0..<0), ("abc", "", 0..<0), ("abc", "abc", 0..<3), ("aab", "ab", 1..<3), ("abab", "ab", 0..<2),
            ("abc", "c", 2..<3), ("aé{{b", "{{", 3..<5),
        ])
    func theFirstRangeOfTheBytesIsFound(text: String, other: String, range: Range<Int>) {
        #expect(Array(text.utf8).firstRange(of: Array(other.utf8)) == range)
        #expect(Array(text.utf8).contains(other.utf8))
        #expect(text.contains(other))
        let slice = "x\(text)"[...].dropFirst()
        #expect(
            slice.firstRange(of: other).map { slice.utf8.distance(from: slice.startIndex, to: $0.lowerBound) }
                == range.lowerBound)
        #expect(text.firstRange(of: other).map { String(text[$0]) } == other)
    }

    @Test(arguments: [("", "a"), ("ab", "abc"), ("acb", "ab"), ("é", "e")])
    func missingBytesAreNotFound(text: String, other: String) {
        #expect(Array(text.utf8).firstRange(of: other.utf8) == nil)
        #expect(text.firstRange(of: other) == nil)
        #expect(!text.contains(other))
    }

    @Test func bytesWithoutContiguousStorageAreSearched() {
        let bytes = [UInt8]("abcd".utf8)
        #expect(bytes.lazy.map { $0 &+ 1 }.firstRange(of: "de".utf8) == 2..<4)
    }

    @Test(
        arguments: [
            ("", "a", "b", ""), ("aaa", "aa", "b", "ba"), ("a-b-c", "-", "_", "a_b_c"), ("abc", "x", "y", "abc"),
            ("a\r\nb\r\n", "\r\n", "\n", "a\nb\n"), ("abc", "", "x", "abc"), ("aa", "a", "", ""),
            ("aa", "a", "aa", "aaaa"),
            ("\u{FEFF}now", "\u{FEFF}", "", "now"),
        ])
    func eachOccurrenceIsReplacedFromTheLeft(text: String, other: String, replacement: String, result: String) {
        #expect(text.replacing(other, with: replacement) == result)
        #expect(text[...].replacing(other, with: replacement) == result)
        #expect(Array(text.utf8).replacing(other.utf8, with: replacement.utf8) == Array(result.utf8))
    }
}
