package import HTTP

/// A file of the site with all that its head says of it.
package struct Document: Equatable, Sendable {
    /// The value of Content-Type.
    package let mediaType: String
    /// The file as it is.
    package internal(set) var identity: Representation
    /// Other files that have the contents in content codings, at most one of each, in the order of `ContentCoding`: of
    /// those that suit a client equally the first is sent.
    var siblings: [Representation] = []
    /// nil where there is a sibling in gzip, or the type does not get smaller.
    var gzipCopy: GzipCopy?
    /// The value of Content-Language, where that is known.
    package internal(set) var language: LanguageTag?
    /// The fields of a request, beside Accept-Encoding, that this document is chosen by.
    var negotiationFields: [String] = []
}

extension Document {
    /// The file in content codings: its siblings, and its gzip copy once that is made.
    package var encoded: [Representation] {
        guard let copy = gzipCopy?.representation else { return siblings }
        return siblings + [copy]
    }

    /// Whether it depends on Accept-Encoding what is sent.
    var isNegotiatedByCoding: Bool { !siblings.isEmpty || gzipCopy?.isOffered ?? false }

    /// Whether something of it is still to be found out.
    var isUnfinished: Bool { gzipCopy?.isPending ?? false || identity.entityTag == nil }

    /// The gzip copy is made of the rest.
    package static func == (left: Document, right: Document) -> Bool {
        left.mediaType == right.mediaType && left.identity == right.identity && left.siblings == right.siblings
            && left.language == right.language && left.negotiationFields == right.negotiationFields
    }
}
