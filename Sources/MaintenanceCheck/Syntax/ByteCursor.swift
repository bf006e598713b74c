internal import HTTP

/// A position in a run of bytes. It only moves forward, and never past the end.
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

    /// Whether the text follows.
    func isAt(_ text: String) -> Bool {
        bytes[offset...].starts(with: text.utf8)
    }

    /// Whether the text, given in lowercase, follows in any ASCII case.
    func isAt(ignoringCase text: String) -> Bool {
        bytes[offset...].starts(with: text.utf8) { $0.lowercasedASCII == $1 }
    }

    mutating func advance(by distance: Int = 1) {
        offset += min(distance, bytes.count - offset)
    }

    /// Moves past the text if it follows, and returns whether it did.
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

/// Converts ascending offsets into line numbers in one pass.
struct LineCounter {
    private let bytes: [UInt8]
    private var offset = 0
    private var line: Int

    init(_ bytes: [UInt8], firstLine: Int = 1) {
        self.bytes = bytes
        self.line = firstLine
    }

    /// The line of an offset, which must not be lower than that of the previous call.
    mutating func line(at target: Int) -> Int {
        while offset < target {
            if endsLine(at: offset) {
                line += 1
            }
            offset += 1
        }
        return line
    }

    /// A line ends with LF, CR LF or CR.
    private func endsLine(at offset: Int) -> Bool {
        switch bytes[offset] {
        case .lineFeed: true
        case .carriageReturn: offset + 1 == bytes.count || bytes[offset + 1] != .lineFeed
        default: false
        }
    }
}

extension UInt8 {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let formFeed = UInt8(ascii: "\u{C}")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let exclamationMark = UInt8(ascii: "!")
    static let doubleQuote = UInt8(ascii: "\"")
    static let numberSign = UInt8(ascii: "#")
    static let dollar = UInt8(ascii: "$")
    static let ampersand = UInt8(ascii: "&")
    static let singleQuote = UInt8(ascii: "'")
    static let leftParenthesis = UInt8(ascii: "(")
    static let rightParenthesis = UInt8(ascii: ")")
    static let plus = UInt8(ascii: "+")
    static let comma = UInt8(ascii: ",")
    static let hyphen = UInt8(ascii: "-")
    static let fullStop = UInt8(ascii: ".")
    static let slash = UInt8(ascii: "/")
    static let colon = UInt8(ascii: ":")
    static let semicolon = UInt8(ascii: ";")
    static let lessThan = UInt8(ascii: "<")
    static let equals = UInt8(ascii: "=")
    static let percent = UInt8(ascii: "%")
    static let greaterThan = UInt8(ascii: ">")
    static let questionMark = UInt8(ascii: "?")
    static let at = UInt8(ascii: "@")
    static let leftBracket = UInt8(ascii: "[")
    static let rightBracket = UInt8(ascii: "]")
    static let backslash = UInt8(ascii: "\\")
    static let underscore = UInt8(ascii: "_")
    static let leftBrace = UInt8(ascii: "{")
    static let rightBrace = UInt8(ascii: "}")
}

extension UInt8 {
    /// ASCII whitespace of the Infra Standard, which HTML and CSS share.
    var isASCIIWhitespace: Bool {
        self == .space || self == .lineFeed || self == .tab || self == .carriageReturn || self == .formFeed
    }

    var isASCIIAlphanumeric: Bool {
        isASCIILetter || isASCIIDigit
    }
}

extension Sequence<UInt8> {
    /// The text of these bytes in ASCII lowercase, for comparing names in HTML and CSS.
    var asciiLowercasedText: String {
        String(decoding: map(\.lowercasedASCII), as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends a code point in UTF-8, or U+FFFD for an invalid one. U+0000 is invalid in both HTML and CSS.
    mutating func append(codePoint: UInt32) {
        let scalar = codePoint == 0 ? nil : Unicode.Scalar(codePoint)
        append(contentsOf: String(scalar ?? "\u{FFFD}").utf8)
    }
}
