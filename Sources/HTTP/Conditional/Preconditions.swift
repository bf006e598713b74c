/// The result of evaluating the preconditions of a request.
package enum PreconditionResult: Sendable {
    /// The method is performed.
    case met
    /// 304 (RFC 9110 §15.4.5).
    case notModified
    /// 412 (RFC 9110 §15.5.13).
    case failed
}

extension RequestHead {
    /// Evaluates the preconditions of a GET or HEAD, in the order of RFC 9110 §13.2.2, against the entity tag of the selected
    /// representation. While the tag is not known, preconditions are ignored.
    ///
    /// Conditions by date are ignored: the live site has the same URLs, and a date does not say from which of the two
    /// sites the client's copy is.
    package func evaluatePreconditions(against current: EntityTag?) -> PreconditionResult {
        guard let current else { return .met }
        if let tags = field(.ifMatch), !EntityTagList(tags).names(current, by: .strong) { return .failed }
        if let tags = field(.ifNoneMatch), EntityTagList(tags).names(current, by: .weak) { return .notModified }
        return .met
    }
}

/// The value of If-Match or If-None-Match (RFC 9110 §13.1.1, §13.1.2): `*`, or a list of entity tags.
struct EntityTagList {
    private let value: String

    init(_ value: String) {
        self.value = value
    }

    /// Whether the list contains the current tag, or is `*`, which matches every representation. A malformed value matches nothing.
    func names(_ current: EntityTag, by comparison: ReceivedEntityTag.Comparison) -> Bool {
        if value.utf8.elementsEqual("*".utf8) { return true }
        var isNamed = false
        var reader = FieldValueReader(value)
        let isList = reader.takeList { reader in
            guard let tag = reader.takeEntityTag() else { return false }
            isNamed = isNamed || tag.matches(current, by: comparison)
            return true
        }
        return isList && isNamed
    }
}

/// An entity tag as a client sends it back (RFC 9110 §8.8.3).
struct ReceivedEntityTag {
    /// RFC 9110 §8.8.3.2. The current tag, the other side of each comparison, is always strong.
    enum Comparison {
        /// Byte for byte the same content.
        case strong
        /// Equivalent content, such as a copy that a proxy has compressed.
        case weak
    }

    let isWeak: Bool
    /// The characters between the quotes.
    let characters: ArraySlice<UInt8>

    func matches(_ current: EntityTag, by comparison: Comparison) -> Bool {
        if isWeak && comparison == .strong { return false }
        let text = current.text.utf8
        return text.count == characters.count + 2 && text.dropFirst().dropLast().elementsEqual(characters)
    }
}

extension FieldValueReader {
    /// Takes an entity tag. Backslashes and commas in it have no special meaning.
    mutating func takeEntityTag() -> ReceivedEntityTag? {
        let isWeak = take("W/")
        guard take("\"") else { return nil }
        let characters = take(while: \.isEntityTagCharacter)
        return take("\"") ? ReceivedEntityTag(isWeak: isWeak, characters: characters) : nil
    }
}

extension UInt8 {
    /// etagc: neither a control character, nor a space, nor a quote.
    fileprivate var isEntityTagCharacter: Bool { self > 0x20 && self != UInt8(ascii: "\"") && self != 0x7f }
}
