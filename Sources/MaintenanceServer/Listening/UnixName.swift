internal import Glibc

/// The name of a Unix socket, of 1 to 107 bytes (`sun_path` in unix(7), which ends in a NUL).
package enum UnixName: Hashable, Sendable {
    /// A file, whose name is absolute or relative to the working directory.
    case path(String)
    /// A name that is no file and goes with its socket; written with `@` in front.
    case abstract(String)

    static let longest = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// Reads what follows `unix:`; nil where nothing does, and for a name that is too long.
    init?(_ text: String) {
        let isAbstract = text.hasPrefix("@")
        let name = isAbstract ? String(text.dropFirst()) : text
        guard (1...UnixName.longest).contains(name.utf8.count) else { return nil }
        self = isAbstract ? .abstract(name) : .path(name)
    }
}

extension UnixName: CustomStringConvertible {
    package var description: String {
        switch self {
        case .path(let path): path
        case .abstract(let name): "@\(name)"
        }
    }
}
