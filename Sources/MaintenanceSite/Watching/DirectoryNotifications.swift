internal import Glibc

/// The kernel's notifications of changes in directories (inotify(7)), where the file system gives any.
package final class DirectoryNotifications {
    private static let changes = UInt32(
        IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MODIFY | IN_MOVED_FROM | IN_MOVED_TO
            | IN_MOVE_SELF)

    private let file: FileDescriptor
    /// For directories of which one name is of interest: the name, by the watch.
    private var names: [CInt: String] = [:]

    /// Readable after a change.
    package var descriptor: CInt { file.rawValue }

    /// Begins without a directory.
    package init() throws(SystemError) {
        let descriptor = inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw .last }
        file = FileDescriptor(owning: descriptor)
    }

    /// Watches a directory, or one name in it.
    package func watch(_ directory: String, name: String? = nil) throws(SystemError) {
        let watch = inotify_add_watch(descriptor, directory, DirectoryNotifications.changes)
        guard watch >= 0 else { throw .last }
        names[watch] = name
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
                    isOfInterest = isOfInterest || names[event.wd]?.utf8.elementsEqual(name) ?? true
                    rest = UnsafeRawBufferPointer(rebasing: rest[end...])
                }
            }
        }
        return isOfInterest
    }
}
