internal import HTTP

/// A name, in the site's directory itself, of the maintenance page or a variant of it: `index.html`, `index.json`,
/// `index.de.html`, ... The live site owns these URLs, so none of them is a resource.
struct PageName: Equatable {
    /// The name of the page, which every site has.
    static let standard = PageName(format: .html, language: nil)

    let format: PageFormat
    let language: LanguageTag?

    private init(format: PageFormat, language: LanguageTag?) {
        self.format = format
        self.language = language
    }

    /// Takes a name apart; nil for a name that is none of the page's.
    init?(_ name: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts[0] == "index", let format = PageFormat(rawValue: parts.last ?? "")
        else { return nil }
        let language = parts.count == 3 ? LanguageTag(parts[1]) : nil
        guard parts.count == 2 || language != nil else { return nil }
        self.init(format: format, language: language)
    }

    /// Whether a file of that name belongs to the page, be it in a content coding.
    static func matches(_ name: String) -> Bool {
        name.utf8.starts(with: "index.".utf8) && PageName(SiblingName(name)?.original ?? name) != nil
    }
}

extension PageName: CustomStringConvertible {
    /// The file's name.
    var description: String {
        (["index", language?.text, format.rawValue] as [String?]).compactMap { $0 }.joined(separator: ".")
    }
}
