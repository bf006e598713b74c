internal import Glibc
package import System

/// The kernel's notifications of changes in directories (inotify(7)), on file systems that support them.
package final class DirectoryNotifications {
    private static let contentChanges = UInt32(
        IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MODIFY | IN_MOVED_FROM | IN_MOVED_TO
            | IN_MOVE_SELF)
    private static let nameChanges = UInt32(IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)

    /// A notification.
    package enum Change: Equatable, Sendable {
        /// The name in a watched folder has changed.
        case file(folder: String, name: String, Event)
        /// A watched folder, or a name on the path to it, has changed.
        case other
        /// Notifications were lost.
        case lost

        package enum Event: Sendable {
            /// The file is new or was written to, and may still be open for writing.
            case written
            /// The file was closed after it was open for writing, or the name was removed.
            case closed
            /// A complete file was renamed to the name.
            case replaced
            /// The name is new, or something other than the contents of the file has changed.
            case touched
        }
    }

    private enum Interest {
        /// Everything in the folder at that path.
        case contents(String)
        case names(Set<String>)

        func joined(with other: Interest) -> Interest {
            guard case .names(let names) = self, case .names(let others) = other else {
                if case .contents = self { return self }
                return other
            }
            return .names(names.union(others))
        }
    }

    private let file: FileDescriptor
    private var interests: [CInt: Interest] = [:]
    /// The directory of the folders.
    private var directory = ""

    /// The descriptor, which is readable after a change.
    package var descriptor: CInt { file.rawValue }

    /// Starts without watched folders.
    package init() throws(SystemError) {
        let descriptor = inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw .last }
        file = FileDescriptor(owning: descriptor)
    }

    /// Replaces the watched folders by those at these paths in a directory, and the names that lead there. Folders that
    /// do not exist, or may not be watched, are skipped. Returns any other reason for skipping a folder.
    package func watch(
        contentsOf folders: [String], in directory: String, names: [DirectoryEntry]
    ) -> SystemError? {
        var interests: [CInt: Interest] = [:]
        var problem: SystemError?
        func watch(_ path: String, _ changes: UInt32, _ interest: Interest) {
            let watch = inotify_add_watch(descriptor, path, changes | IN_MASK_ADD.magnitude)
            if watch >= 0 {
                interests[watch] = interests[watch].map { $0.joined(with: interest) } ?? interest
            } else if case let error = SystemError.last, ![ENOENT, ENOTDIR, EACCES].contains(error.code) {
                problem = error
            }
        }
        for folder in folders {
            watch("\(directory)/\(folder)", DirectoryNotifications.contentChanges, .contents(folder))
        }
        for name in names { watch(name.directory, DirectoryNotifications.nameChanges, .names([name.name])) }
        for watch in self.interests.keys where interests[watch] == nil { inotify_rm_watch(descriptor, watch) }
        self.interests = interests
        self.directory = directory
        return problem
    }

    /// The notifications that have arrived.
    package func read() -> [Change] {
        var changes: [Change] = []
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: MemoryLayout<inotify_event>.alignment) { buffer in
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                guard count > 0 else { return }
                var rest = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                // inotify(7): events follow each other, each with a name that is padded with NULs.
                while rest.count >= MemoryLayout<inotify_event>.size {
                    let event = rest.load(as: inotify_event.self)
                    let end = MemoryLayout<inotify_event>.size + Int(event.len)
                    let name = rest[MemoryLayout<inotify_event>.size..<end].prefix { $0 != 0 }
                    if let change = change(event, String(decoding: name, as: UTF8.self)) { changes.append(change) }
                    rest = UnsafeRawBufferPointer(rebasing: rest[end...])
                }
            }
        }
        return changes
    }

    /// Whether a new name is that of a new file, and not of a link or a folder.
    private func isNewFile(_ name: String, in folder: String) -> Bool {
        var status = stat()
        return lstat("\(directory)/\(folder)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && status.st_nlink == 1
    }

    /// The change that an event stands for; nil if it is irrelevant.
    private func change(_ event: inotify_event, _ name: String) -> Change? {
        func says(_ changes: CInt...) -> Bool { changes.contains { event.mask & UInt32($0) != 0 } }
        if says(IN_Q_OVERFLOW) { return .lost }
        switch interests[event.wd] {
        case .contents where name.isEmpty: return .other
        case .contents(let folder):
            let event: Change.Event =
                if says(IN_MOVED_TO) {
                    .replaced
                } else if says(IN_CLOSE_WRITE, IN_DELETE, IN_MOVED_FROM) {
                    .closed
                } else {
                    says(IN_MODIFY) || says(IN_CREATE) && isNewFile(name, in: folder) ? .written : .touched
                }
            return .file(folder: folder, name: name, event)
        case .names(let names): return names.contains(name) ? .other : nil
        case nil: return nil
        }
    }
}

/// A name in a directory, which may lead to something else later.
package struct DirectoryEntry: Equatable, Sendable {
    package let directory: String
    package let name: String
}

extension DirectoryEntry {
    /// How many symbolic links the kernel follows (path_resolution(7)).
    private static let linkLimit = 40

    /// All names on a path: those of its directories, and its last one. If one is a symbolic link, also the names on
    /// the path of its target.
    package static func all(onPathTo path: String) -> [DirectoryEntry] {
        var entries: [DirectoryEntry] = []
        var links = 0
        var directory = path.hasPrefix("/") ? "/" : "."
        var names = reversedNames(of: path)
        while let name = names.popLast() {
            let next = directory == "/" ? "/\(name)" : "\(directory)/\(name)"
            if name != ".." { entries.append(DirectoryEntry(directory: directory, name: name)) }
            if let target = linkTarget(of: next), links < linkLimit {
                links += 1
                if target.hasPrefix("/") { directory = "/" }
                names += reversedNames(of: target)
            } else {
                directory = next
            }
        }
        return entries
    }

    private static func reversedNames(of path: String) -> [String] {
        path.split(separator: "/").filter { $0 != "." }.reversed().map(String.init)
    }

    private static func linkTarget(of path: String) -> String? {
        let target = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            count = buffer.withMemoryRebound(to: CChar.self) { memory in
                memory.baseAddress.map { max(readlink(path, $0, memory.count), 0) } ?? 0
            }
        }
        return target.isEmpty ? nil : String(decoding: target, as: UTF8.self)
    }
}
