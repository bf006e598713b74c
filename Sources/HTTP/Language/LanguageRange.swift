/// A language that is wanted (RFC 4647 §2.1), by its code of now; `*`, which matches nothing by itself, is none.
struct LanguageRange {
    let bytes: ArraySlice<UInt8>

    /// Takes bytes that have the form of a tag; nil for others.
    init?(_ bytes: ArraySlice<UInt8>) {
        var length = 0
        var isLanguage = true
        for byte in bytes {
            if byte == UInt8(ascii: "-") {
                guard length >= (isLanguage ? 2 : 1) else { return nil }
                (length, isLanguage) = (0, false)
            } else {
                length += 1
                guard length <= 8, byte.isASCIILetter || !isLanguage && byte.isASCIIDigit else { return nil }
            }
        }
        guard length >= (isLanguage ? 2 : 1) else { return nil }
        self.bytes = LanguageCode.current(bytes)
    }

    /// The acceptable tag that this finds: the same, or else what is found without the last subtag, and without a single
    /// letter before it, which says nothing alone (RFC 4647 §3.4).
    func lookUp(in available: [LanguageTag], isAcceptable: (LanguageTag) -> Bool) -> LanguageTag? {
        let longest = available.map(\.length).max() ?? 0
        var rest = bytes
        while true {
            // A range may have thousands of subtags.
            if rest.count <= longest, let found = available.first(where: { $0.matches(rest) && isAcceptable($0) }) {
                return found
            }
            guard let hyphen = rest.lastIndex(of: UInt8(ascii: "-")) else { return nil }
            rest = rest[..<hyphen]
            if let before = rest.lastIndex(of: UInt8(ascii: "-")), rest.endIndex - before == 2 {
                rest = rest[..<before]
            }
        }
    }
}
