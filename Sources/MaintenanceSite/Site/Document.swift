package import HTTP

/// A file of the site with all that its head says of it.
package struct Document: Equatable, Sendable {
    /// The value of Content-Type.
    package let mediaType: String
    /// When the file was last modified.
    package let lastModified: HTTPDate
    /// The file as it is.
    package internal(set) var identity: Representation
    /// The file in content codings, at most one of each, in the order of `ContentCoding`: of those that suit a client
    /// equally the first is sent.
    package internal(set) var encoded: [Representation]
    /// The value of Content-Language, where that is known.
    package internal(set) var language: LanguageTag?
    /// The fields of a request, beside Accept-Encoding, that this document is chosen by.
    var negotiationFields: [String] = []
}

/// A file's bytes in one coding (RFC 9110 §3.2).
package struct Representation: Sendable {
    /// nil for the file as it is.
    package let coding: ContentCoding?
    package let contents: Contents
    /// Of the contents.
    package let entityTag: EntityTag
}

extension Representation: Equatable {
    /// The entity tag is made of the contents.
    package static func == (left: Representation, right: Representation) -> Bool {
        left.coding == right.coding && left.entityTag == right.entityTag
    }
}
