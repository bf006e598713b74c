internal import Glibc

/// The kernel's notifications of changes in directories (inotify(7)), where the file system gives any.
package final class DirectoryNotifications {
    private static let contentChanges = UInt32(
        IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MODIFY | IN_MOVED_FROM | IN_MOVED_TO
            | IN_MOVE_SELF)
    private static let nameChanges = UInt32(IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)

    private enum Interest {
        case contents
        case names(Set<String>)

        func joined(with other: Interest) -> Interest {
            guard case .names(let names) = self, case .names(let others) = other else { return .contents }
            return .names(names.union(others))
        }
    }

    /// A name in a watched directory.
    private struct Entry: Hashable {
        let watch: CInt
        let name: String
    }

    private let file: FileDescriptor
    private var interests: [CInt: Interest] = [:]
    private var written: Set<Entry> = []

    /// Readable after a change.
    package var descriptor: CInt { file.rawValue }

    /// Whether some file has been written to, and not been closed since.
    package var isSomeFileBeingWritten: Bool { !written.isEmpty }

    /// Begins without a directory.
    package init() throws(SystemError) {
        let descriptor = inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw .last }
        file = FileDescriptor(owning: descriptor)
    }

    /// Watches the contents of these directories, and what these names lead to, and nothing else from now on. What is not
    /// there, or may not be watched, is left out; returns why else some of it is.
    package func watch(contentsOf directories: [String], names: [DirectoryEntryPlace]) -> SystemError? {
        var interests: [CInt: Interest] = [:]
        var problem: SystemError?
        let contents = directories.map { ($0, DirectoryNotifications.contentChanges, Interest.contents) }
        let all = contents + names.map { ($0.directory, DirectoryNotifications.nameChanges, .names([$0.name])) }
        for (directory, changes, interest) in all {
            let watch = inotify_add_watch(descriptor, directory, changes | IN_MASK_ADD.magnitude)
            guard watch >= 0 else {
                let error = SystemError.last
                if ![ENOENT, ENOTDIR, EACCES].contains(error.code) { problem = error }
                continue
            }
            interests[watch] = interests[watch].map { $0.joined(with: interest) } ?? interest
        }
        for watch in self.interests.keys where interests[watch] == nil { inotify_rm_watch(descriptor, watch) }
        written = written.filter { interests[$0.watch] != nil }
        self.interests = interests
        return problem
    }

    /// Takes the files that are being written for complete.
    package func forgetWriters() {
        written = []
    }

    /// Reads what has come; whether any of it is of interest.
    package func read() -> Bool {
        var isOfInterest = false
        withUnsafeTemporaryAllocation(byteCount: 64 << 10, alignment: MemoryLayout<inotify_event>.alignment) { buffer in
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                guard count > 0 else { return }
                var rest = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                // inotify(7): events one after the other, each with so many bytes of a name, which end in NULs.
                while rest.count >= MemoryLayout<inotify_event>.size {
                    let event = rest.load(as: inotify_event.self)
                    let end = MemoryLayout<inotify_event>.size + Int(event.len)
                    let name = rest[MemoryLayout<inotify_event>.size..<end].prefix { $0 != 0 }
                    if note(event, String(decoding: name, as: UTF8.self)) { isOfInterest = true }
                    rest = UnsafeRawBufferPointer(rebasing: rest[end...])
                }
            }
        }
        return isOfInterest
    }

    private func note(_ event: inotify_event, _ name: String) -> Bool {
        func says(_ changes: CInt...) -> Bool { changes.contains { event.mask & UInt32($0) != 0 } }
        if says(IN_Q_OVERFLOW) {
            written = []
            return true
        }
        switch interests[event.wd] {
        case .contents:
            let entry = Entry(watch: event.wd, name: name)
            if says(IN_CLOSE_WRITE, IN_DELETE, IN_MOVED_FROM, IN_MOVED_TO) {
                written.remove(entry)
            } else if says(IN_MODIFY), name.utf8.first != UInt8(ascii: ".") {
                // Editors keep hidden files open.
                written.insert(entry)
            }
            return true
        case .names(let names): return names.contains(name)
        case nil: return false
        }
    }
}
