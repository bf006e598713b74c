internal import HTTP

/// The files that every site has. One of the operator's own, of the same name, takes their place.
enum BuiltInResources {
    /// The script that brings visitors back, for pages that do not carry it in themselves.
    static let all = [ResourcePath(".well-known/maintenance/return.js"): script]

    private static let script: Document = {
        let bytes = Bytes(PackageResources.return_js)
        var document = Document(
            mediaType: MediaType.of("return.js"), lastModified: .now,
            identity: Representation(coding: nil, inMemory: bytes), encoded: [])
        document.encoded = [GzipCopies().copy(of: document, limit: .max)].compactMap { $0 }
        return document
    }()
}
