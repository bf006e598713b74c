internal import CLinux
internal import Glibc
internal import System

/// A ruleset of Landlock (landlock(7)). Every access that the ruleset handles is forbidden unless a rule allows it.
struct Landlock {
    /// `LANDLOCK_ACCESS_FS_` rights.
    struct Files: OptionSet {
        let rawValue: UInt64

        static let readFile = Files(rawValue: 1 << 2)
        static let readDirectory = Files(rawValue: 1 << 3)
        static let removeFile = Files(rawValue: 1 << 5)
        /// Connecting to a Unix socket, and sending to it.
        static let resolveUnix = Files(rawValue: 1 << 16)

        /// All rights of a version of the interface: first those to execute, write, read, make and remove files. Later
        /// versions add linking into other folders, truncation, ioctl(2) on devices, and Unix sockets.
        static func all(in version: Int) -> Files {
            let count =
                switch version {
                case ...1: 13
                case 2: 14
                case 3, 4: 15
                case 5...8: 16
                default: 17
                }
            return Files(rawValue: 1 << count - 1)
        }
    }

    /// The version of the kernel's interface.
    let version: Int
    private let ruleset: FileDescriptor

    /// Forbids everything that the kernel is able to forbid: access to files, binding and connecting TCP sockets,
    /// connecting to abstract Unix sockets of other processes, and sending signals to them.
    init(reachingAbstractSockets: Bool = false) throws(SystemError) {
        let version = Int(clinux_landlock_abi())
        guard version > 0 else { throw .last }
        self.version = version
        let bindAndConnect: UInt64 = version >= 4 ? 0b11 : 0
        let abstractSockets: UInt64 = reachingAbstractSockets ? 0 : 0b01
        let scoped = version >= 6 ? abstractSockets | 0b10 : 0
        let descriptor = clinux_landlock_create_ruleset(Files.all(in: version).rawValue, bindAndConnect, scoped)
        guard descriptor >= 0 else { throw .last }
        ruleset = FileDescriptor(owning: descriptor)
    }

    /// Allows the needs. Files that do not exist are skipped.
    func allow(_ needs: Sandbox.Needs, ownProcess: FileDescriptor?) throws(SystemError) {
        for path in needs.readable { try allow(.readFile, .readDirectory, at: path) }
        for path in needs.removable { try allow(.removeFile, at: path) }
        if case .path(let path)? = needs.notified { try allow(.resolveUnix, at: path) }
        // The figures of the process, for the operators' port.
        if let ownProcess { try allow([.readFile, .readDirectory], beneath: ownProcess) }
    }

    /// Applies the rules to the calling thread and to the threads that it starts.
    func restrictThread() throws(SystemError) {
        guard clinux_landlock_restrict_self(ruleset.rawValue) == 0 else { throw .last }
    }

    private func allow(_ rights: Files..., at path: String) throws(SystemError) {
        let file: FileDescriptor
        do {
            file = try FileDescriptor(opening: path, CInt(CLINUX_O_PATH))
        } catch {
            if error.isOutOfDescriptors { throw error }
            return
        }
        let isDirectory = try file.status().kind == .directory
        let union = rights.reduce(into: Files()) { $0.formUnion($1) }
        try allow(isDirectory ? union : union.subtracting(.readDirectory), beneath: file)
    }

    /// The rule applies to the file itself, whatever its path is later, and to everything below a folder.
    private func allow(_ rights: Files, beneath file: FileDescriptor) throws(SystemError) {
        let known = rights.intersection(.all(in: version))
        guard !known.isEmpty else { return }
        guard clinux_landlock_allow(ruleset.rawValue, known.rawValue, file.rawValue) == 0 else { throw .last }
    }
}
