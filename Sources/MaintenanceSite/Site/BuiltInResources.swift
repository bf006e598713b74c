internal import HTTP

/// The files that every site has. One of the operator's own, of the same name, takes their place.
enum BuiltInResources {
    /// The script that brings visitors back, for pages that do not carry it in themselves.
    static let all = [ResourcePath(".well-known/maintenance/return.js"): script]

    private static let script: Document = {
        let budget = SiteBudget(SiteLimits())
        let identity = Representation(coding: nil, inMemory: Bytes(PackageResources.return_js))
        let gzipCopy = GzipCopy(isUnlimited: true)
        GzipCopies().make(gzipCopy, of: identity, limit: nil, within: budget)
        return Document(mediaType: MediaType.of("return.js"), identity: identity, gzipCopy: gzipCopy)
    }()
}
