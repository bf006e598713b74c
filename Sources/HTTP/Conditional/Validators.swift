/// What tells one state of a representation from another (RFC 9110 §8.8).
package struct Validators: Sendable {
    package let entityTag: EntityTag
    package let lastModified: HTTPDate

    package init(entityTag: EntityTag, lastModified: HTTPDate) {
        self.entityTag = entityTag
        self.lastModified = lastModified
    }
}
