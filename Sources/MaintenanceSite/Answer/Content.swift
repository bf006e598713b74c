/// What a response sends of a representation.
package struct Content: Sendable {
    package let contents: Contents
    /// The bytes that are sent, which are all within the contents.
    package let range: Range<Int>

    /// All of it.
    init(_ contents: Contents) {
        self.contents = contents
        range = 0..<contents.count
    }

    /// A part; what of the range is beyond the contents does not count.
    init(_ range: Range<Int>, of contents: Contents) {
        self.contents = contents
        self.range = range.clamped(to: 0..<contents.count)
    }

    /// The number of bytes.
    package var count: Int { range.count }
}
