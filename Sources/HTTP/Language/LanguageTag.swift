/// A language tag (RFC 5646 §2.1) such as `de` or `zh-Hant-TW`; of its grammar as much as it takes to look it up.
package struct LanguageTag: Sendable {
    /// As it was written.
    package let text: String
    /// In lower case: tags are compared in any (RFC 5646 §2.1.1).
    private let key: String

    /// Reads a language, of two letters or more, and subtags; nil for anything else.
    package init?(_ text: String) {
        let subtags = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let isLanguage = (2...8).contains(subtags[0].count) && subtags[0].allSatisfy(\.isASCIILetter)
        let isTag = subtags.dropFirst().allSatisfy { subtag in
            (1...8).contains(subtag.count) && subtag.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit }
        }
        guard isLanguage && isTag else { return nil }
        self.init(known: text)
    }

    private init(known text: String) {
        self.text = text
        key = text.lowercased()
    }

    /// Without the last subtag, and without a single letter before it, which says nothing alone.
    private var broader: LanguageTag? {
        var subtags = text.split(separator: "-").dropLast()
        while let last = subtags.last, last.utf8.count == 1 { subtags = subtags.dropLast() }
        return subtags.isEmpty ? nil : LanguageTag(known: subtags.joined(separator: "-"))
    }

    /// The tag among those available that serves who wants this language, by the lookup of RFC 4647 §3.4: the same, or the
    /// narrowest of what this is a part of; nil for none.
    package func lookUp(in available: [LanguageTag]) -> LanguageTag? {
        available.first { $0 == self } ?? broader?.lookUp(in: available)
    }
}

extension LanguageTag: Hashable {
    package static func == (left: LanguageTag, right: LanguageTag) -> Bool { left.key == right.key }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
