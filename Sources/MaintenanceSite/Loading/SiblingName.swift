internal import HTTP

/// The name of a sibling, which has another file's contents in a content coding: `app.css.gz` beside `app.css`.
struct SiblingName {
    /// The path of the other file.
    let original: String
    let coding: ContentCoding

    /// Takes a path apart; nil where its end names no coding.
    init?(_ path: String) {
        guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let fileExtension = path.utf8[dot...].dropFirst()
        guard let coding = ContentCoding.allCases.first(where: { fileExtension.elementsEqual($0.fileExtension.utf8) })
        else { return nil }
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
