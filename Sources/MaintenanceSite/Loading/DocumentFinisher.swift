/// Makes the parts of documents that are not needed at first: gzip copies, and the entity tags of files on disk.
///
/// To be used by one thread, and not by one of an event loop.
package struct DocumentFinisher {
    private let gzipCopies = GzipCopies()
    private let limits: SiteLimits
    private let budget: SiteBudget

    package init(_ source: SiteSource) {
        limits = source.limits
        budget = source.budget
    }

    /// Finishes a document. `betweenBlocks` is called between the blocks of a large file.
    package func finish(_ document: Document, betweenBlocks: () -> Void = {}) {
        if let copy = document.gzipCopy, copy.isPending {
            let limit = copy.isUnlimited ? nil : limits.memoryPerFile
            gzipCopies.make(copy, of: document.identity, limit: limit, within: budget)
        }
        document.identity.findEntityTag(betweenBlocks: betweenBlocks)
    }
}

extension Sites {
    /// The documents that are not finished: those of the pages first, then the others in the order of their names.
    package var unfinishedDocuments: [Document] {
        var unfinished: [Document] = []
        for member in members { unfinished += member.site.page.variants.flatMap(\.documents).filter(\.isUnfinished) }
        for member in members {
            let documents = member.site.resources.filter { $0.value.isUnfinished }
            unfinished += documents.sorted { $0.key < $1.key }.map(\.value)
        }
        return unfinished
    }
}

extension Document {
    /// Whether finishing may take long, because the file is read from disk.
    package var isSlowToFinish: Bool { identity.entityTag == nil }
}

extension Site {
    /// Loads the site in a directory, and finishes it.
    package static func load(directory: String, limits: SiteLimits = SiteLimits()) throws(SiteError) -> Site {
        let source = SiteSource(directory: directory, limits: limits)
        let sites = try source.load().sites
        let finisher = DocumentFinisher(source)
        for document in sites.unfinishedDocuments { finisher.finish(document) }
        return sites.defaultSite
    }
}
