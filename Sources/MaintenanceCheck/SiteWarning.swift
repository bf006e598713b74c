package import HTTP
package import MaintenanceSite
package import System

/// A mistake that breaks a maintenance page, or may.
package enum SiteWarning: Sendable, Equatable {
    /// Depends on the URL at which the page is seen, and the page is seen at every URL.
    case relativeReference(Reference, file: String)
    /// Asks for a file that the site does not have, and gets the page. `file` is a stylesheet, or a page.
    case missingResource(Reference, file: String)
    /// In the directory, but not served, or not sent in place of the file that it is a sibling of.
    case notServed(Omission)
    /// The page is to be in that language alone, and no file of it is.
    case missingLanguage(LanguageTag)
    /// A file whose name is like that of a variant of the page, which would have the other one, if there can be one.
    case notThePage(path: String, pageName: String?)
    case utf16(file: String)
    case notUTF8(file: String, line: Int)
    case notJSON(file: String, line: Int)
    /// The page says another charset than the one it goes out as.
    case otherCharset(HTMLDeclaration, file: String)
    /// The page says another language than its name.
    case otherLanguage(HTMLDeclaration, than: LanguageTag, file: String)
    /// Too large to look for references.
    case tooLarge(file: String)
    /// Could not be read again to look for references.
    case unreadable(file: String, SystemError)
}

extension SiteWarning: CustomStringConvertible {
    /// Begins with the file, and the line where there is one, as compilers do.
    package var description: String {
        switch self {
        case .relativeReference(let reference, let file):
            """
            \(file):\(reference.line): '\(reference.url)' is relative, and seen at /shop/cart it asks for \
            /shop/\(reference.url): begin it with a slash
            """
        case .missingResource(let reference, let file):
            "\(file):\(reference.line): '\(reference.url)' is not in the site"
        case .notServed(let omission):
            "\(omission)"
        case .missingLanguage(let language):
            "index.html: it goes to everybody, since no file of the page is in \(language.text)"
        case .notThePage(let path, let pageName):
            "\(path): it is an ordinary file with 200, and no variant of the page"
                + (pageName.map { ": that would be \($0)" } ?? "")
        case .utf16(let file):
            "\(file): it is UTF-16, and goes out as UTF-8: nobody can read it"
        case .notUTF8(let file, let line):
            "\(file):\(line): it is not UTF-8, as which it goes out"
        case .notJSON(let file, let line):
            "\(file):\(line): it is not JSON from here on"
        case .otherCharset(let charset, let file):
            "\(file):\(charset.line): it says the charset \(charset.value), and goes out as utf-8"
        case .otherLanguage(let language, let name, let file):
            """
            \(file):\(language.line): it says that it is in \(language.value), and by its name goes to who wants \(name.text)
            """
        case .tooLarge(let file):
            "\(file): it is too large to look for references in it"
        case .unreadable(let file, let error):
            "\(file): it cannot be read: \(error)"
        }
    }
}
