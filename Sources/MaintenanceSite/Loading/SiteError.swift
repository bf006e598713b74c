/// Why a directory cannot be served as a site. The description goes on from the directory's name.
package enum SiteError: Error, Equatable {
    case noSuchDirectory
    case notADirectory
    case unreadableDirectory(SystemError)
    case noPage
    /// There is an `index.html`, and it is no file that can be served.
    case unusablePage(Omission.Reason)
    case pageIsADirectory
    case tooManyFiles(limit: Int)
    /// More files must be kept open than the limits of the site allow.
    case tooManyOpenFiles(limit: Int)
    /// The process or the system had none left to read the directory with.
    case outOfDescriptors
}

extension SiteError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSuchDirectory: "there is no such directory"
        case .notADirectory: "it is not a directory"
        case .unreadableDirectory(let error): "it cannot be read: \(error)"
        case .noPage: "it has no \(PageName.standard), which is the maintenance page"
        case .unusablePage(let reason): "its \(PageName.standard) \(reason)"
        case .pageIsADirectory: "its \(PageName.standard) is a directory"
        case .tooManyFiles(let limit): "it has more than \(limit) files, counted under every path that leads to one"
        case .tooManyOpenFiles(let limit):
            "its large files must be kept open, and more than \(limit) are too many here: raise the limit (ulimit -n)"
        case .outOfDescriptors:
            "there are too few descriptors to read it with: raise the limit (ulimit -n)"
        }
    }
}
