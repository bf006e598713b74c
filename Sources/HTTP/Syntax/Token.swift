extension UInt8 {
    /// SP or HTAB, what blanks are made of (RFC 9110 §5.6.3).
    package var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    /// Whether a token may hold it (RFC 9110 §5.6.2).
    package var isTokenCharacter: Bool {
        isASCIILetter || isASCIIDigit || "!#$%&'*+-.^_`|~".utf8.contains(self)
    }
}

extension ArraySlice<UInt8> {
    /// Blanks at both ends left out.
    var withoutBlanks: ArraySlice<UInt8> {
        let start = drop(while: \.isBlank)
        return start[..<(start.lastIndex { !$0.isBlank }.map { $0 + 1 } ?? start.startIndex)]
    }

    /// Whether the bytes, without blanks around them, are the token, which is in lower case; theirs may be any.
    func isToken(_ token: String) -> Bool {
        withoutBlanks.elementsEqual(token.utf8) { $0.lowercasedASCII == $1 }
    }
}
