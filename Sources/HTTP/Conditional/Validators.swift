/// What tells one state of a representation from another (RFC 9110 §8.8).
package struct Validators: Sendable {
    package let entityTag: EntityTag
    package let lastModified: HTTPDate
    /// Whether other bytes may have the same date: other representations of the document do.
    package let sharesDate: Bool

    package init(entityTag: EntityTag, lastModified: HTTPDate, sharesDate: Bool = false) {
        self.entityTag = entityTag
        self.lastModified = lastModified
        self.sharesDate = sharesDate
    }
}
