/// The languages that a client prefers, from Accept-Language (RFC 9110 §12.5.4).
///
/// Malformed elements are ignored.
package struct AcceptLanguage: Sendable {
    /// How many ranges count. No client sends as many, and the time of a lookup has to be bounded.
    private static let limit = 100

    private var ranges: [(range: LanguageRange, weight: QualityValue)] = []

    /// Reads the field of the request; nil if it has none.
    package init?(_ request: RequestHead) {
        let lines = request.values(of: .acceptLanguage)
        if lines.isEmpty { return nil }
        for line in lines {
            WeightedElement.forEach(in: line) { element in
                guard ranges.count < AcceptLanguage.limit, let range = LanguageRange(element.value) else { return }
                ranges.append((range, element.weight))
            }
        }
    }

    /// The first available language that the lookup of RFC 4647 §3.4 finds, by falling weight, and in order if weights are equal. nil
    /// if the client accepts none of them.
    package func lookUp(in available: [LanguageTag]) -> LanguageTag? {
        let excluded = ranges.filter { $0.weight == .zero }.map(\.range.bytes)
        var best: (tag: LanguageTag, weight: QualityValue)?
        for (range, weight) in ranges where weight > best?.weight ?? .zero {
            let found = range.lookUp(in: available) { tag in !excluded.contains(where: tag.matches) }
            if let found { best = (found, weight) }
        }
        return best?.tag
    }
}

/// A language range (RFC 4647 §2.1) with the current code of its language. `*`, which matches nothing by itself, is excluded.
struct LanguageRange {
    let bytes: ArraySlice<UInt8>

    /// Reads bytes in the form of a tag; nil for others.
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

    /// The available tag for this range: the same, or the one found without the last subtag, and without a single letter before it
    /// (RFC 4647 §3.4).
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

/// A language tag (RFC 5646 §2.1) such as `de` or `zh-Hant-TW`. Only the part of its grammar that a lookup needs is checked.
package struct LanguageTag: Sendable {
    /// As it was written.
    package let text: String
    /// In lower case, because tags are case-insensitive (RFC 5646 §2.1.1), and with the current code of the language.
    private let key: [UInt8]

    /// Reads a language of at least two letters, and subtags; nil for anything else.
    package init?(_ text: String) {
        guard let range = LanguageRange(Array(text.utf8)[...]) else { return nil }
        self.text = text
        key = range.bytes.map(\.lowercasedASCII)
    }

    /// Bytes of the tag.
    var length: Int { key.count }

    /// Whether this tag is equal to the bytes of a range, or of its beginning.
    func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count == key.count && bytes.elementsEqual(key) { $0.lowercasedASCII == $1 }
    }

    /// The available tag for this language, by the lookup of RFC 4647 §3.4: the same, or the longest prefix; nil without a match.
    package func lookUp(in available: [LanguageTag]) -> LanguageTag? {
        LanguageRange(key[...])?.lookUp(in: available) { _ in true }
    }
}

extension LanguageTag: Hashable {
    package static func == (left: LanguageTag, right: LanguageTag) -> Bool { left.key == right.key }

    package func hash(into hasher: inout Hasher) { hasher.combine(key) }
}

/// Old codes of languages, and the current codes that replace them.
enum LanguageCode {
    /// Preferred-Value of the IANA registry (RFC 5646 §3.1.1) for codes of two letters. Norwegian is added, because browsers send `no`
    /// and `nb` for the same language.
    private static let renamed = [("in", "id"), ("iw", "he"), ("ji", "yi"), ("jw", "jv"), ("mo", "ro"), ("no", "nb")]
        .map { (old: Array($0.utf8), new: Array($1.utf8)) }

    /// The tag with the current code of its language.
    static func current(_ tag: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let language = tag.prefix { $0 != UInt8(ascii: "-") }
        for (old, new) in renamed where language.elementsEqual(old, by: { $0.lowercasedASCII == $1 }) {
            return new + tag[language.endIndex...]
        }
        return tag
    }
}
