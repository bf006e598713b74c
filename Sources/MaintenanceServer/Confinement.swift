internal import Glibc
internal import Logging
internal import MaintenanceSite
internal import Sandbox
internal import System

/// The reason why a server does not start with `--sandbox required`: the parts that hold, and those that do not.
package struct SandboxError: Error, CustomStringConvertible {
    package let description: String
}

/// The rights that a server has given up, and the places that it may still read.
struct Confinement {
    private let sandbox: Sandbox
    private let reading: ReadablePlaces

    /// Confines a server that listens, before it starts threads; nil if it is not to be confined.
    init?(
        _ configuration: Configuration, serving source: SiteSource, sockets: [ListeningSocket]
    ) throws(SandboxError) {
        guard configuration.sandbox != .off else { return nil }
        var reading = ReadablePlaces()
        if let directory = source.directory { reading.add(directory) }
        if let folder = configuration.stateFolder { reading.add(folder) }
        if let file = configuration.untilFile { reading.add(file) }
        let needs = Sandbox.Needs(
            readable: reading.places,
            removable: sockets.compactMap(\.removedPath).map { ReadablePlaces.parent(of: $0) },
            notified: configuration.serviceManager?.name)
        sandbox = Sandbox(needs, onForbiddenCall: configuration.sandbox == .required ? .end : .fail)
        self.reading = reading
        guard sandbox.isComplete || configuration.sandbox == .on else {
            throw SandboxError(description: "\(sandbox)")
        }
    }

    /// Logs the parts that hold, and the files that the server can no longer read.
    func log(to logger: Logger) {
        let places = printable(reading.places.sorted().joined(separator: ", "))
        let reads = sandbox.files.holds ? ", reads \(places.isEmpty ? "no files" : places)" : ""
        logger.log(level: sandbox.isComplete ? .info : .notice, "sandbox: \(sandbox)\(reads)")
        guard sandbox.files.holds else { return }
        for (path, folder) in reading.fixed {
            logger.warning(
                """
                \(printable(path)) cannot be read once another takes its place, because \(printable(folder)) holds more \
                than the sandbox lets the server read: move it into a separate folder
                """)
        }
    }
}

/// The places that a confined server reads. Landlock's rules apply to files, not to paths, and a rule for a folder applies to
/// everything below it. So a file or folder that may be replaced needs a rule for its parent folder.
struct ReadablePlaces {
    /// The places, except those below others.
    var places: [String] { all.filter { !isCovered($0) } }
    private var all: [String] = []
    /// Files that become unreadable when they are replaced, and missing folders that will not be readable, each with the folder
    /// that would have to be readable.
    private(set) var fixed: [(path: String, folder: String)] = []

    /// Folders of the system, which contain much that the server has no use for. The home folders of users are in
    /// `/home`.
    private static let wideFolders = [
        "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys",
        "/usr", "/var", "/var/lib", "/var/lib/private", "/var/run",
    ]

    /// Adds a file or folder, which may not exist yet, and the folders in which it can be replaced: its parent folder, and for each
    /// symbolic link on its path those of the link and of the target.
    mutating func add(_ path: String) {
        let names = DirectoryEntry.all(onPathTo: path)
        for name in names {
            let path = "\(name.directory)/\(name.name)"
            guard ReadablePlaces.isLink(path) else { continue }
            _ = addFolder(name.directory)
            if let target = ReadablePlaces.resolved(path) { _ = addFolder(ReadablePlaces.parent(of: target)) }
        }
        let own = ReadablePlaces.resolved(path)
        if let own { add(ifNew: own) }
        // A path such as `.` has no name that another folder could take.
        guard let folder = names.last.map({ ReadablePlaces.nearest($0.directory) }), !addFolder(folder) else { return }
        if own.map({ !ReadablePlaces.isDirectory($0) && !isCovered($0) }) ?? !isCovered(folder) {
            fixed.append((path, folder))
        }
    }

    /// Adds the folder, unless it is wide. Returns whether it may be read.
    private mutating func addFolder(_ path: String) -> Bool {
        guard let folder = ReadablePlaces.resolved(path), !ReadablePlaces.isWide(folder) else { return false }
        add(ifNew: folder)
        return true
    }

    private mutating func add(ifNew place: String) {
        if !all.contains(place) { all.append(place) }
    }

    /// Whether a rule for a folder above covers the path.
    private func isCovered(_ path: String) -> Bool {
        all.contains { path != $0 && path.hasPrefix($0 == "/" ? $0 : "\($0)/") }
    }

    private static func isWide(_ folder: String) -> Bool {
        wideFolders.contains(folder) || parent(of: folder) == "/home"
    }

    /// The folder, or else the nearest one above that exists.
    private static func nearest(_ folder: String) -> String {
        var folder = folder
        while resolved(folder) == nil, folder.contains("/"), folder != "/" { folder = parent(of: folder) }
        return resolved(folder) ?? folder
    }

    /// The parent folder of a path.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func isLink(_ path: String) -> Bool {
        var byte: CChar = 0
        return readlink(path, &byte, 1) >= 0
    }

    private static func isDirectory(_ path: String) -> Bool {
        (try? FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)) != nil
    }
}
