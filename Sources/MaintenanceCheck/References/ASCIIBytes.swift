internal import HTTP

extension UInt8 {
    static let tab = UInt8(ascii: "\t")
    static let lineFeed = UInt8(ascii: "\n")
    static let formFeed = UInt8(ascii: "\u{C}")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let exclamationMark = UInt8(ascii: "!")
    static let doubleQuote = UInt8(ascii: "\"")
    static let numberSign = UInt8(ascii: "#")
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
    static let greaterThan = UInt8(ascii: ">")
    static let questionMark = UInt8(ascii: "?")
    static let at = UInt8(ascii: "@")
    static let leftBracket = UInt8(ascii: "[")
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

    var asciiLowercased: UInt8 {
        UInt8(ascii: "A") <= self && self <= UInt8(ascii: "Z") ? self + 0x20 : self
    }
}

extension Sequence<UInt8> {
    /// The text of these bytes in ASCII lowercase, in which HTML and CSS compare names.
    var asciiLowercasedText: String {
        String(decoding: map(\.asciiLowercased), as: UTF8.self)
    }
}

extension [UInt8] {
    /// Appends a code point in UTF-8, or U+FFFD for one that no text can hold. HTML and CSS both refuse U+0000.
    mutating func append(codePoint: UInt32) {
        let scalar = codePoint == 0 ? nil : Unicode.Scalar(codePoint)
        append(contentsOf: String(scalar ?? "\u{FFFD}").utf8)
    }
}
