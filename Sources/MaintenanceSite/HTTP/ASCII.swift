extension UInt8 {
    /// ALPHA (RFC 5234 appendix B.1).
    var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

    /// DIGIT (RFC 5234 appendix B.1).
    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
