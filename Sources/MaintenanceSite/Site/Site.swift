package import HTTP

/// A snapshot of a directory. A request is looked up here and never touches the disk, so no path can leave the site.
package struct Site: Sendable {
    /// The maintenance page.
    package private(set) var page: Page
    /// All other files that are served.
    package let resources: [ResourcePath: Document]
    /// The language of `--language`, if the page has no file in it.
    package let missingLanguage: LanguageTag?
    /// What is in the directory and not served.
    package let omissions: [Omission]
    /// Of the resources.
    let paths: PathFilter
    /// What the operator tells visitors.
    package private(set) var news = News()
    package private(set) var noteVersion: String?
    /// The same for the page's script.
    private(set) var status = Document(News())
}

extension Site {
    /// The resource of that name, including those that every site has.
    func resource(at path: ResourcePath) -> Document? {
        if let resource = resources[path] { return resource }
        return switch path {
        case BuiltInResources.scriptPath: BuiltInResources.script
        case BuiltInResources.statusPath: status
        default: nil
        }
    }

    /// Whether a request for the target gets a resource.
    package func hasResource(for target: String) -> Bool {
        ResourcePath(requestTarget: Array(target.utf8).span).map { resource(at: $0) != nil } ?? false
    }
}

extension Site {
    /// All documents.
    package var documents: [Document] { page.variants.map(\.document) + resources.values }

    /// The site with the news.
    func announcing(_ news: News) -> Site {
        var site = self
        site.page = page.announcing(news)
        site.news = news
        site.noteVersion = news.noteVersion
        site.status = Document(news)
        return site
    }

    /// Whether requests get the same answers from both.
    package func isSame(as other: Site) -> Bool {
        page == other.page && resources == other.resources
    }
}

/// A file of the site with its metadata.
package struct Document: Equatable, Sendable {
    /// The value of Content-Type.
    package let mediaType: String
    /// The file as it is.
    package internal(set) var identity: Representation
    /// The file in content codings, at most one of each, in the order of `ContentCoding`. Of those that suit a client equally the
    /// first is sent.
    var siblings: [Representation] = []
    /// nil if there is a sibling in gzip, or compression does not make the type smaller.
    var gzipCopy: GzipCopy?
    /// The value of Content-Language; nil if it is not known.
    package internal(set) var language: LanguageTag?
    /// The fields of a request, beside Accept-Encoding, that choose this document.
    var negotiationFields: [String] = []
}

extension Document {
    /// The file in content codings: its siblings, and its gzip copy once that is made.
    package var encoded: [Representation] {
        guard let copy = gzipCopy?.representation else { return siblings }
        return siblings + [copy]
    }

    /// Whether the answer depends on Accept-Encoding.
    var isNegotiatedByCoding: Bool { !siblings.isEmpty || gzipCopy?.isOffered ?? false }

    /// Whether its tag or its gzip copy is still missing.
    var isUnfinished: Bool { gzipCopy?.isPending ?? false || identity.entityTag == nil }

    /// The gzip copy is made of the rest.
    package static func == (left: Document, right: Document) -> Bool {
        left.mediaType == right.mediaType && left.identity == right.identity && left.siblings == right.siblings
            && left.language == right.language && left.negotiationFields == right.negotiationFields
    }
}

/// The files that every site has. A file of the operator with the same name takes precedence.
enum BuiltInResources {
    static let scriptPath = ResourcePath(".well-known/maintenance/return.js")
    /// The news, as the script reads them. Each site has its own.
    static let statusPath = ResourcePath(".well-known/maintenance/status.json")

    /// The script that brings visitors back, for pages that do not contain it. It is compressed when it is first asked for.
    static let script: Document = {
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
