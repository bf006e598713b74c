/// A language tag (RFC 5646 §2.1) such as `de` or `zh-Hant-TW`; of its grammar as much as it takes to look it up.
package struct LanguageTag: Sendable {
    /// As it was written.
    package let text: String
    /// In lower case, since tags are compared in any (RFC 5646 §2.1.1), and by the language's code of now.
    private let key: [UInt8]

    /// Reads a language, of two letters or more, and subtags; nil for anything else.
    package init?(_ text: String) {
        guard let range = LanguageRange(Array(text.utf8)[...]) else { return nil }
        self.text = text
        key = range.bytes.map(\.lowercasedASCII)
    }

    /// Bytes of the tag.
    var length: Int { key.count }

    /// Whether this is the tag that the bytes of a range, or its beginning, are.
    func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count == key.count && bytes.elementsEqual(key) { $0.lowercasedASCII == $1 }
    }

    /// The tag among those available that serves who wants this language, by the lookup of RFC 4647 §3.4: the same, or the
    /// narrowest of what this is a part of; nil for none.
    package func lookUp(in available: [LanguageTag]) -> LanguageTag? {
        LanguageRange(key[...])?.lookUp(in: available) { _ in true }
    }
}

extension LanguageTag: Hashable {
    package static func == (left: LanguageTag, right: LanguageTag) -> Bool { left.key == right.key }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
