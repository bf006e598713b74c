internal import HTTP

/// A type that is named exactly has the same preference by both functions. Blanks, the case of letters and unavailable
/// types make no difference.
func checkAccept(_ bytes: [UInt8]) {
    let value = String(decoding: bytes, as: UTF8.self)
    let types = ["text/html", "application/json", "text/plain", "application/xml"]
    func preferences(_ value: String) -> [Accept.Preference?] {
        guard let accepted = Accept(RequestHead("GET", "/", fields: [("Accept", value)])) else {
            fatalError("the field is there")
        }
        for type in types {
            guard let named = accepted.preference(naming: type) else { continue }
            precondition(
                accepted.preference(for: type).map { !($0 < named) && !(named < $0) } == true, "two preferences")
        }
        return types.map(accepted.preference(for:)) + [accepted.preference(forSuffix: "+json")]
    }
    func areEqual(_ left: [Accept.Preference?], _ right: [Accept.Preference?]) -> Bool {
        zip(left, right).allSatisfy { left, right in
            guard let left, let right else { return left == nil && right == nil }
            return !(left < right) && !(right < left)
        }
    }
    let plain = preferences(value)
    precondition(areEqual(preferences(" \t" + value + "\t "), plain), "blanks make a difference")
    precondition(
        areEqual(preferences("," + value + ",,image/unknown;q=0.3"), plain), "other elements make a difference")
    precondition(areEqual(preferences(asciiUppercased(value)), plain), "the case makes a difference")
}

/// The text with ASCII's letters in upper case.
func asciiUppercased(_ text: String) -> String {
    String(decoding: text.utf8.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }, as: UTF8.self)
}
