/// Codes of languages that stand for one language, the old one for the new one.
enum LanguageCode {
    /// Preferred-Value of the IANA registry (RFC 5646 §3.1.1), for languages of two letters. Beside these, of Norwegian:
    /// browsers send `no` and `nb` for the same, and its other form, `nn`, has a code of its own.
    private static let renamed = ["in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro", "no": "nb"]

    /// The tag with the code that its language has now.
    static func current(_ tag: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let language = tag.prefix { $0 != UInt8(ascii: "-") }
        guard language.count == 2, let code = renamed[String(decoding: language.map(\.lowercasedASCII), as: UTF8.self)]
        else { return tag }
        return code.utf8 + tag[language.endIndex...]
    }
}
