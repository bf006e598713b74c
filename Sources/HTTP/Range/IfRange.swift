/// The value of If-Range (RFC 9110 §13.1.5).
struct IfRange {
    private let value: String

    init(_ value: String) {
        self.value = value
    }

    /// Whether the client's part is of the current representation, byte for byte: the entity tag is the current one, and
    /// not weak. A date never says so, since resources have none.
    func holds(for current: EntityTag) -> Bool {
        var reader = FieldValueReader(value)
        guard let tag = reader.takeEntityTag() else { return false }
        return reader.isAtEnd && tag.matches(current, by: .strong)
    }
}
