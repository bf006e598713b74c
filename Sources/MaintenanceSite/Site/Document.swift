/// A file of the site with all that its head says of it.
package struct Document: Sendable {
    /// The value of Content-Type.
    package let mediaType: String
    /// The bytes.
    package let contents: Contents
    /// Of the contents.
    package let entityTag: EntityTag
    /// When the file was last modified.
    package let lastModified: HTTPDate
}
