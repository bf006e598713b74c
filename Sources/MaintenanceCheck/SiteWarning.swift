package import MaintenanceSite

/// A mistake that breaks a maintenance page, or may.
package enum SiteWarning: Sendable, Equatable {
    /// Depends on the URL at which the page is seen, and the page is seen at every URL.
    case relativeReference(Reference, file: String)
    /// Asks for a file that the site does not have, and gets the page. `file` is a stylesheet, or a page.
    case missingResource(Reference, file: String)
    /// In the directory, but not served, or not sent in place of the file that it is a sibling of.
    case notServed(path: String, Omission.Reason)
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
        case .notServed(let path, let reason) where reason.isOfSibling:
            "\(path): it \(reason)"
        case .notServed(let path, let reason):
            "\(path): it is not served: it \(reason)"
        case .tooLarge(let file):
            "\(file): it is too large to look for references in it"
        case .unreadable(let file, let error):
            "\(file): it cannot be read: \(error)"
        }
    }
}
