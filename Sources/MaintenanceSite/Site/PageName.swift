internal import HTTP

/// The names, in the site's directory itself, of the maintenance page and its variants: `index.html`, `index.json`,
/// `index.de.html`, ..., and of these in content codings: `index.html.gz`, ... The live site owns these URLs, so none of
/// them is a resource.
enum PageName {
    /// The name of the page, which every site has.
    static let standard = "index.html"

    private static let formats: Set = ["html", "json", "txt", "xml"]

    /// Whether a file of that name belongs to the page.
    static func matches(_ name: String) -> Bool {
        let original = SiblingName(name)?.original ?? name
        let parts = original.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.first == "index", let format = parts.last, formats.contains(String(format)) else { return false }
        return parts.count == 2 || parts.count == 3 && isLanguageTag(parts[1])
    }

    /// Whether the text has the form of a language tag (RFC 5646 §2.1): a language, then subtags.
    private static func isLanguageTag(_ text: Substring) -> Bool {
        let subtags = text.split(separator: "-", omittingEmptySubsequences: false)
        let isLanguage = (2...8).contains(subtags[0].utf8.count) && subtags[0].utf8.allSatisfy(\.isASCIILetter)
        return isLanguage
            && subtags.dropFirst().allSatisfy { subtag in
                (1...8).contains(subtag.utf8.count) && subtag.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit }
            }
    }
}
