/// The value of If-Range (RFC 9110 §13.1.5).
struct IfRange {
    private let value: String

    init(_ value: String) {
        self.value = value
    }

    /// Whether the client's part is of the current representation, byte for byte: the entity tag is the current one and
    /// not weak, or the date is exactly that of Last-Modified and a strong validator.
    ///
    /// The date is taken for strong (RFC 9110 §8.8.2.2) where no other representation has it, and that second is over. Content that came later in it has
    /// the same date, but a client that was answered within it sees that from Date, and must not use it in If-Range.
    func holds(for current: Validators, at now: HTTPDate) -> Bool {
        var reader = FieldValueReader(value)
        if let tag = reader.takeEntityTag() {
            return reader.isAtEnd && tag.matches(current.entityTag, by: .strong)
        }
        return !current.sharesDate && current.lastModified < now && HTTPDate(value, at: now) == current.lastModified
    }
}
