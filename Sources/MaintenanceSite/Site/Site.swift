package import HTTP

/// A directory as it was when it was loaded. A request looks up what it asks for in here and never touches the disk, so
/// no path can leave the site.
package struct Site: Sendable {
    /// The maintenance page.
    package let page: Page
    /// Every other file of the directory that is served.
    package let resources: [ResourcePath: Document]
    /// The only language that the page is to be in, where no file of it is.
    package let missingLanguage: LanguageTag?
    /// What is in the directory and cannot be served.
    package let omissions: [Omission]
    /// Of the resources.
    let paths: PathFilter
}

extension Site {
    /// The resource of that name, be it one that every site has.
    func resource(at path: ResourcePath) -> Document? {
        resources[path] ?? BuiltInResources.all[path]
    }

    /// Whether a request for the target gets a resource.
    package func hasResource(for target: String) -> Bool {
        ResourcePath(requestTarget: Array(target.utf8).span).map { resource(at: $0) != nil } ?? false
    }
}

extension Site {
    /// All that is served.
    package var documents: [Document] { page.variants.map(\.document) + resources.values }

    /// The site as it is until the maintenance ends; nil where that is not known.
    func announcing(_ end: HTTPDate?) -> Site {
        Site(
            page: page.announcing(end), resources: resources, missingLanguage: missingLanguage, omissions: omissions,
            paths: paths)
    }

    /// Whether requests get the same answers from both.
    package func isSame(as other: Site) -> Bool {
        page == other.page && resources == other.resources
    }
}

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

/// The files that every site has. One of the operator's own, of the same name, takes their place.
enum BuiltInResources {
    /// The script that brings visitors back, for pages that do not carry it in themselves.
    static let all = [ResourcePath(".well-known/maintenance/return.js"): script]

    private static let script: Document = {
        let budget = SiteBudget(SiteLimits())
        let identity = Representation(coding: nil, inMemory: Bytes(ReturnScript.bytes))
        let gzipCopy = GzipCopy(isUnlimited: true)
        GzipCopies().make(gzipCopy, of: identity, limit: nil, within: budget)
        return Document(mediaType: MediaType.of("return.js"), identity: identity, gzipCopy: gzipCopy)
    }()
}

/// The script that brings visitors back.
package enum ReturnScript {
    package static let bytes = PackageResources.return_js
}
