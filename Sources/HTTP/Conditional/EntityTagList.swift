/// The value of If-Match or If-None-Match (RFC 9110 §13.1.1, §13.1.2): `*`, or a list of entity tags.
struct EntityTagList {
    private let value: String

    init(_ value: String) {
        self.value = value
    }

    /// Whether the list names the current tag, or is `*`, which names every representation that there is. What is
    /// neither `*` nor a list of entity tags names none: both conditions call it "otherwise".
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
