/// An element of Forwarded (RFC 7239 §4): `for=192.0.2.60;proto=http;by=203.0.113.43`.
enum ForwardedElement {
    /// The address that `for` names; nil where it names none, and where the element is malformed. Blanks around a
    /// semicolon are let through.
    static func address(_ element: ArraySlice<UInt8>) -> IPAddress? {
        var reader = FieldValueReader(element)
        var node: [UInt8]?
        while true {
            _ = reader.take(while: \.isBlank)
            let name = reader.take(while: \.isTokenCharacter)
            if !name.isEmpty {
                guard reader.take("="), let value = reader.takeTokenOrQuotedString() else { return nil }
                if name.isToken("for") {
                    // No parameter may be there twice (RFC 7239 §4).
                    guard node == nil else { return nil }
                    node = value
                }
            }
            _ = reader.take(while: \.isBlank)
            if reader.isAtEnd { break }
            guard reader.take(";") else { return nil }
        }
        return node.flatMap { ForwardedNode.address($0[...]) }
    }
}
