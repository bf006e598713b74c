/// Makes the parts of documents that are not needed at first: gzip copies, and entity tags of files on disk.
///
/// To be used by one thread, off the loops.
package struct Finishing {
    private let gzipCopies = GzipCopies()
    private let limits: SiteLimits
    private let budget: SiteBudget

    package init(_ source: SiteSource) {
        limits = source.limits
        budget = source.budget
    }

    /// Finishes a document. `rest` is called from time to time if that takes long.
    package func finish(_ document: Document, rest: () -> Void = {}) {
        if let copy = document.gzipCopy, copy.isPending {
            let limit = copy.isUnlimited ? nil : limits.memoryPerFile
            gzipCopies.make(copy, of: document.identity, limit: limit, within: budget)
        }
        document.identity.findEntityTag(rest: rest)
    }
}

extension Sites {
    /// The documents that are not finished: those of the pages first, then in the order of names.
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
    /// Whether finishing it may take long, because it is read from disk.
    package var isSlowToFinish: Bool { identity.entityTag == nil }
}

extension Site {
    /// Loads the site in a directory, and finishes it.
    package static func load(directory: String, limits: SiteLimits = SiteLimits()) throws(SiteError) -> Site {
        let source = SiteSource(directory: directory, limits: limits)
        let sites = try source.load().sites
        let finishing = Finishing(source)
        for document in sites.unfinishedDocuments { finishing.finish(document) }
        return sites.standard
    }
}
