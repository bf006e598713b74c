package import HTTP

/// A snapshot of a directory. Requests are answered from it without access to the disk, so no path can leave the site.
package struct Site: Sendable {
    /// The maintenance page.
    package private(set) var page: Page
    /// All other files that are served.
    package let resources: [ResourcePath: Document]
    /// The language of `--language`, if no file of the page is in it.
    package let missingLanguage: LanguageTag?
    /// The files in the directory that are not served.
    package let omissions: [Omission]
    /// The filter of the resources' paths.
    let paths: PathFilter
    /// The operator's news for visitors.
    package private(set) var news = News()
    package private(set) var noteVersion: String?
    /// The news for the page's script.
    private(set) var status = Document(News())
}

extension Site {
    /// The resource with that path, including built-in ones.
    func resource(at path: ResourcePath) -> Document? {
        if let resource = resources[path] { return resource }
        return switch path {
        case BuiltInResources.scriptPath: BuiltInResources.script
        case BuiltInResources.statusPath: status
        default: nil
        }
    }

    /// Whether the answer to a request for the target is a resource.
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

/// A file of the site with its metadata. Copies share them, because a site and its index have one for each name.
package struct Document: Equatable, Sendable {
    private struct Properties {
        let mediaType: String
        var identity: Representation
        var siblings: [Representation]
        var gzipCopy: GzipCopy?
        var language: LanguageTag?
        var negotiationFields: [String] = []
    }

    private final class Box: Sendable {
        let properties: Properties

        init(_ properties: Properties) {
            self.properties = properties
        }
    }

    private var box: Box

    init(
        mediaType: String, identity: Representation, siblings: [Representation] = [], gzipCopy: GzipCopy? = nil,
        language: LanguageTag? = nil
    ) {
        box = Box(
            Properties(
                mediaType: mediaType, identity: identity, siblings: siblings, gzipCopy: gzipCopy, language: language))
    }

    private mutating func change(_ body: (inout Properties) -> Void) {
        var properties = box.properties
        body(&properties)
        box = Box(properties)
    }

    /// The value of Content-Type.
    package var mediaType: String { box.properties.mediaType }
    /// The file as it is.
    package internal(set) var identity: Representation {
        get { box.properties.identity }
        set { change { $0.identity = newValue } }
    }
    /// The file in content codings, at most one of each, in the order of `ContentCoding`. If a client accepts several
    /// equally, the first one is sent.
    var siblings: [Representation] {
        get { box.properties.siblings }
        set { change { $0.siblings = newValue } }
    }
    /// nil if a sibling is in gzip, or if the type does not compress well.
    var gzipCopy: GzipCopy? {
        get { box.properties.gzipCopy }
        set { change { $0.gzipCopy = newValue } }
    }
    /// The value of Content-Language; nil if the language is not known.
    package internal(set) var language: LanguageTag? {
        get { box.properties.language }
        set { change { $0.language = newValue } }
    }
    /// The fields of the request, beside Accept-Encoding, that select this document.
    var negotiationFields: [String] {
        get { box.properties.negotiationFields }
        set { change { $0.negotiationFields = newValue } }
    }
}

extension Document {
    /// The file in content codings: its siblings, and the gzip copy once it is made.
    package var encoded: [Representation] {
        guard let copy = gzipCopy?.representation else { return siblings }
        return siblings + [copy]
    }

    /// Whether the answer depends on Accept-Encoding.
    var isNegotiatedByCoding: Bool { !siblings.isEmpty || gzipCopy?.isOffered ?? false }

    /// Whether the entity tag or the gzip copy is still missing.
    var isUnfinished: Bool { gzipCopy?.isPending ?? false || identity.entityTag == nil }

    /// The gzip copy is derived from the other properties.
    package static func == (left: Document, right: Document) -> Bool {
        if left.box === right.box { return true }
        return left.mediaType == right.mediaType && left.identity == right.identity && left.siblings == right.siblings
            && left.language == right.language && left.negotiationFields == right.negotiationFields
    }
}

/// The built-in files of every site. The operator's files with the same names take precedence.
enum BuiltInResources {
    static let scriptPath = ResourcePath(".well-known/maintenance/return.js")
    /// The news for the script. They differ from site to site.
    static let statusPath = ResourcePath(".well-known/maintenance/status.json")

    /// The script that brings visitors back, for pages that do not contain it. It is compressed at the first request
    /// for it.
    static let script: Document = {
        let identity = Representation(coding: nil, inMemory: Bytes(ReturnScript.bytes))
        return Document(
            mediaType: MediaType.of("return.js"), identity: identity, gzipCopy: GzipCopy(isUnlimited: true)
        ).compressed()
    }()
}

/// The script that brings visitors back.
package enum ReturnScript {
    package static let bytes = PackageResources.return_js
}
