/// A place in a run of bytes. It only moves forward, and never past the end.
struct ByteCursor {
    let bytes: [UInt8]
    private(set) var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool {
        offset == bytes.count
    }

    var current: UInt8? {
        isAtEnd ? nil : bytes[offset]
    }

    func peek(_ distance: Int) -> UInt8? {
        distance < bytes.count - offset ? bytes[offset + distance] : nil
    }

    /// Whether the text comes next.
    func isAt(_ text: String) -> Bool {
        bytes[offset...].starts(with: text.utf8)
    }

    /// Whether the text, given in lowercase, comes next in any ASCII case.
    func isAt(ignoringCase text: String) -> Bool {
        bytes[offset...].starts(with: text.utf8) { $0.asciiLowercased == $1 }
    }

    mutating func advance(by distance: Int = 1) {
        offset += min(distance, bytes.count - offset)
    }

    /// Moves past the text if it comes next, and tells whether it did.
    mutating func skip(_ text: String) -> Bool {
        guard isAt(text) else { return false }
        advance(by: text.utf8.count)
        return true
    }

    mutating func skip(while condition: (UInt8) -> Bool) {
        while !isAtEnd, condition(bytes[offset]) {
            offset += 1
        }
    }

    /// Moves to the next such byte, or to the end.
    mutating func skip(to byte: UInt8) {
        skip { $0 != byte }
    }

    mutating func skipWhitespace() {
        skip(while: \.isASCIIWhitespace)
    }

    mutating func take(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = offset
        skip(while: condition)
        return bytes[start..<offset]
    }
}
