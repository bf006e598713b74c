/// An entity tag as a client sends it back (RFC 9110 §8.8.3).
struct ReceivedEntityTag {
    /// RFC 9110 §8.8.3.2. The current tag, the other side of each comparison, is always strong.
    enum Comparison {
        /// Byte for byte the same content.
        case strong
        /// Content that serves as well, such as one that a proxy has compressed.
        case weak
    }

    let isWeak: Bool
    /// What is between the quotes.
    let characters: ArraySlice<UInt8>

    func matches(_ current: EntityTag, by comparison: Comparison) -> Bool {
        if isWeak && comparison == .strong { return false }
        let text = current.text.utf8
        return text.count == characters.count + 2 && text.dropFirst().dropLast().elementsEqual(characters)
    }
}

extension FieldValueReader {
    /// Takes an entity tag. A backslash in it is a character like any other, and so is a comma.
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
