package import System

/// The reason why a directory cannot be served as a site. The description follows the name of the directory.
package enum SiteError: Error, Equatable {
    case noSuchDirectory
    case notADirectory
    case unreadableDirectory(SystemError)
    case noPage
    /// `index.html` exists, but cannot be served.
    case unusablePage(Omission.Reason)
    case pageIsADirectory
    case pageTooLarge(limit: Int)
    /// The process or the system has no descriptor left for reading the directory.
    case outOfDescriptors
    /// The folder of a host is not a directory that can be served.
    case unusableFolder(Omission.Reason)
    /// The default folder of a directory with a folder for each host cannot be served.
    indirect case unusableDefault(SiteError)
}

extension SiteError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSuchDirectory: "there is no such directory"
        case .notADirectory: "it is not a directory"
        case .unreadableDirectory(let error): "it cannot be read: \(error)"
        case .noPage: "it has no \(PageName.index), which is the maintenance page"
        case .unusablePage(let reason): "its \(PageName.index) \(reason)"
        case .pageIsADirectory: "its \(PageName.index) is a directory"
        case .pageTooLarge(let limit): "its \(PageName.index) is over \(limit) bytes, too large to hold in memory"
        case .outOfDescriptors:
            "there are too few descriptors to read it with: raise the limit (ulimit -n)"
        case .unusableFolder(let reason): "it \(reason)"
        case .unusableDefault(let error):
            "its folder \(Sites.defaultHost), which answers for all other hosts, cannot be served: \(error)"
        }
    }
}
