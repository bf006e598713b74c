internal import HTTP
internal import System

/// The siblings of files: precompressed copies, by their names.
///
/// A sibling that cannot be sent in place of the original file is served only under its own name.
struct Siblings {
    /// The seconds by which a sibling may be older than the original, because copying a site writes its files in any
    /// order.
    private static let tolerance = 2

    private var files: [ResourcePath: [ContentCoding: LoadedFile]] = [:]
    /// The siblings that the operator should check.
    private(set) var omissions: [Omission] = []

    /// Adds the file if its name is that of a sibling. A sibling has no siblings.
    mutating func add(_ file: LoadedFile, at path: String) {
        guard let name = SiblingName(path), SiblingName(name.original) == nil else { return }
        files[ResourcePath(name.original), default: [:]][name.coding] = file
    }

    /// The document of a file, with its siblings. It has a gzip copy only if no sibling is in gzip.
    mutating func encode(_ original: LoadedFile, at path: String) -> Document {
        var document = original.document
        let siblings = representations(of: original, at: path)
        if siblings.isEmpty { return document }
        document.siblings = siblings
        if document.siblings.contains(where: { $0.coding == .gzip }) { document.gzipCopy = nil }
        return document
    }

    /// The representations from the siblings of a file, in the order of `ContentCoding`.
    private mutating func representations(of original: LoadedFile, at path: String) -> [Representation] {
        guard !files.isEmpty, let siblings = files[ResourcePath(path)] else { return [] }
        var representations: [Representation] = []
        for coding in ContentCoding.allCases {
            guard let sibling = siblings[coding] else { continue }
            let identity = sibling.document.identity
            if let reason = Siblings.reasonNotToSend(sibling, in: coding, for: original, at: path) {
                omissions.append(Omission(path: SiblingName.of(path, in: coding), reason: reason))
            } else if identity.contents.count < original.document.identity.contents.count {
                representations.append(identity.asSibling(in: coding))
            }
        }
        return representations
    }

    private static func reasonNotToSend(
        _ sibling: LoadedFile, in coding: ContentCoding, for original: LoadedFile, at path: String
    ) -> Omission.Reason? {
        let isOlder = sibling.version.modified.seconds + tolerance < original.version.modified.seconds
        if isOlder { return .olderThan(path) }
        let contents = sibling.document.identity.contents
        return contents.count == 0 || !contents.start(with: coding.signature) ? .notInCoding(coding, of: path) : nil
    }
}

extension ContentCoding {
    /// The first bytes of contents in the coding. Brotli has no signature (RFC 7932).
    fileprivate var signature: [UInt8] {
        switch self {
        case .brotli: []
        case .zstandard: [0x28, 0xb5, 0x2f, 0xfd]  // RFC 8878 §3.1.1
        case .gzip: [0x1f, 0x8b]  // RFC 1952 §2.3.1
        }
    }
}

extension Contents {
    fileprivate func start(with signature: [UInt8]) -> Bool {
        (try? prefix(signature.count)) == signature
    }
}

/// The name of a sibling: that of the original file with the extension of a content coding, such as `app.css.gz` for
/// `app.css`.
struct SiblingName {
    /// The path of the original file.
    let original: String
    let coding: ContentCoding

    /// Reads a path; nil if its extension is not that of a coding.
    init?(_ path: String) {
        guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let fileExtension = Substring(path.utf8[dot...].dropFirst())
        guard let coding = ContentCoding.allCases.first(where: { fileExtension == $0.fileExtension }) else {
            return nil
        }
        original = String(path[..<dot])
        self.coding = coding
    }

    /// The path of the sibling in that coding.
    static func of(_ original: String, in coding: ContentCoding) -> String {
        "\(original).\(coding.fileExtension)"
    }
}

extension ContentCoding {
    fileprivate var fileExtension: String {
        switch self {
        case .brotli: "br"
        case .zstandard: "zst"
        case .gzip: "gz"
        }
    }
}
