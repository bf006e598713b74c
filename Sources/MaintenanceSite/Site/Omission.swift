package import HTTP
package import System

/// A file in the site's directory that is not served, or a sibling that is not sent in place of its file.
package struct Omission: Equatable, Sendable {
    /// The reason for an omission.
    package enum Reason: Sendable, Equatable {
        case unreadable(SystemError)
        /// Nobody has the permission to read it. This is the operator's intention, which applies even to root.
        case unreadableForAll
        case specialFile
        /// An empty file of the page, which most likely is about to be written.
        case empty
        case brokenLink
        case linkOutOfSite
        /// A link to a directory that contains the link.
        case linkToAncestor
        /// A folder deeper than the limit.
        case tooDeep(limit: Int)
        /// A folder with names beyond the limit of a site. All later folders are omitted too.
        case tooManyEntries(limit: Int)
        /// A file on disk without a descriptor for it.
        case tooManyOpenFiles(limit: Int)
        case invalidName
        case nameTooLong
        /// A folder whose name is not that of a host.
        case notAHostName
        /// A folder for the same host as the folder of that name.
        case sameHost(as: String)
        /// A variant of the page with more than that many bytes.
        case tooLargeForMemory(limit: Int)
        /// A sibling that is older than the file at that path, which was edited after it.
        case olderThan(String)
        /// A sibling of the file at that path that does not begin with the signature of its coding.
        case notInCoding(ContentCoding, of: String)

        /// Whether it is about a sibling, which is still served under its own name.
        var isOfSibling: Bool {
            switch self {
            case .olderThan, .notInCoding: true
            default: false
            }
        }
    }

    /// The path from the site's directory. Bytes that are not UTF-8 are replaced.
    package let path: String
    package let reason: Reason
}

extension Omission: CustomStringConvertible {
    /// Begins with the file, as messages of compilers do.
    package var description: String {
        reason.isOfSibling ? "\(path): it \(reason)" : "\(path): it is not served: it \(reason)"
    }
}

extension Omission.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let error): "cannot be read: \(error)"
        case .unreadableForAll: "has no read permission for anybody"
        case .specialFile: "is neither a file nor a directory"
        case .empty: "is empty"
        case .brokenLink: "is a symbolic link to nothing"
        case .linkOutOfSite: "is a symbolic link that leaves the site"
        case .linkToAncestor: "is a symbolic link to a directory that it is in"
        case .tooDeep(let limit): "is nested in more than \(limit) folders"
        case .tooManyEntries(let limit): "exceeds the limit of \(limit) names, like everything after it"
        case .tooManyOpenFiles(let limit):
            "would have to be kept open, as \(limit) other files are: raise the limit (ulimit -n)"
        case .invalidName: "has a name that is not UTF-8, which no URL can contain"
        case .nameTooLong: "has a longer path than the system allows"
        case .notAHostName: "is not the name of a host"
        case .sameHost(let other): "names the same host as \(other)"
        case .tooLargeForMemory(let limit): "is over \(limit) bytes, too large to hold in memory"
        case .olderThan(let original): "is older than \(original), and not sent in its place"
        case .notInCoding(let coding, let original):
            "is not in the coding \(coding.rawValue), and not sent for \(original)"
        }
    }
}
