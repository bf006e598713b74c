internal import HTTP

/// The files that by their names have other files' contents in a content coding.
///
/// One that cannot be sent in the other file's place is what it is by its own name, and no more.
struct Siblings {
    /// Seconds by which a sibling may be older than the original: copying a site writes its files in any order.
    private static let tolerance = 2

    private var files: [ResourcePath: [ContentCoding: Document]] = [:]
    /// Those that the operator will want to look at.
    private(set) var omissions: [Omission] = []

    /// Takes the file in, if it may be a sibling. That of a sibling is none: a coding has no codings.
    mutating func add(_ file: Document, at path: String) {
        guard let name = SiblingName(path), SiblingName(name.original) == nil else { return }
        files[ResourcePath(name.original), default: [:]][name.coding] = file
    }

    /// The file with all its codings: its siblings, and a gzip copy, of at most `copyLimit` bytes, where it has no sibling
    /// in gzip.
    mutating func encode(
        _ original: Document, at path: String, with reader: inout ContentsReader, copyLimit: Int
    ) -> Document {
        var document = original
        document.encoded = representations(of: original, at: path)
        let hasGzip = document.encoded.contains { $0.coding == .gzip }
        if !hasGzip, let copy = reader.gzipCopy(of: document, limit: copyLimit) { document.encoded.append(copy) }
        return document
    }

    /// The representations of a file that its siblings are, in the order of `ContentCoding`.
    private mutating func representations(of original: Document, at path: String) -> [Representation] {
        guard let siblings = files[ResourcePath(path)] else { return [] }
        var representations: [Representation] = []
        for coding in ContentCoding.allCases {
            guard let sibling = siblings[coding] else { continue }
            let identity = sibling.identity
            if let reason = Siblings.reasonNotToSend(sibling, in: coding, for: original, at: path) {
                omissions.append(Omission(path: SiblingName.of(path, in: coding), reason: reason))
            } else if identity.contents.count < original.identity.contents.count {
                representations.append(
                    Representation(coding: coding, contents: identity.contents, entityTag: identity.entityTag))
            }
        }
        return representations
    }

    private static func reasonNotToSend(
        _ sibling: Document, in coding: ContentCoding, for original: Document, at path: String
    ) -> Omission.Reason? {
        let isOlder = sibling.lastModified.secondsSinceEpoch + tolerance < original.lastModified.secondsSinceEpoch
        if isOlder { return .olderThan(path) }
        let contents = sibling.identity.contents
        return contents.count == 0 || !contents.start(with: coding.signature) ? .notInCoding(coding, of: path) : nil
    }
}

extension ContentCoding {
    /// How contents in the coding begin. Brotli has no sign (RFC 7932).
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
        switch self {
        case .memory(let bytes):
            return bytes.buffer.starts(with: signature)
        case .file(let file, _):
            let start = try? Bytes(capacity: signature.count) { memory throws(SystemError) in
                try file.read(into: memory, from: 0)
            }
            return start?.buffer.elementsEqual(signature) ?? false
        }
    }
}
