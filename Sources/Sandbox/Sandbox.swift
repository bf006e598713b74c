internal import CLinux
internal import Glibc
package import System

/// What the process gives up once it needs no more than to answer requests, so that an attacker who has taken it over can do little
/// with it. It cannot be taken back.
///
/// Each part depends on the kernel, and on what already confines the process.
package struct Sandbox {
    package enum Mode: String, CaseIterable, Sendable {
        case off
        /// As much as the kernel has. A system call that is not in the list fails.
        case on
        /// Everything, or the server does not start. A system call that is not in the list ends the process.
        case required
    }

    /// What the process still needs.
    package struct Needs: Equatable, Sendable {
        /// Files, and folders with everything below them, that it reads.
        package var readable: Set<String>
        /// Folders that it removes Unix sockets from.
        package var removable: Set<String>
        /// The Unix socket that it sends datagrams to.
        package var notified: UnixName?

        package init(readable: Set<String> = [], removable: Set<String> = [], notified: UnixName? = nil) {
            self.readable = readable
            self.removable = removable
            self.notified = notified
        }

        fileprivate var notifiesAbstractSocket: Bool { if case .abstract? = notified { true } else { false } }
    }

    /// How far a part got.
    package enum Part: Equatable, Sendable {
        case holds
        case failed(SystemError)
        /// Another filter of system calls, such as the one of a service manager, would end the process.
        case fatal

        package var holds: Bool { self == .holds }
    }

    /// Version of Landlock's interface; 0 where there is none.
    package let landlockVersion: Int
    package let files: Part
    package let capabilities: Part
    package let systemCalls: Part
    /// Rules about a process's folder in /proc hold while it is open.
    private let ownProcess: FileDescriptor?

    /// Whether everything holds.
    package var isComplete: Bool { [files, capabilities, systemCalls].allSatisfy(\.holds) }

    // 1. The process gains no privileges by executing a file, which Landlock and seccomp ask for, and no other process of the same
    //    user reads its memory.
    // 2. Capabilities are dropped, Landlock limits files and connections, and the filter limits system calls. The order is the one in
    //    which none prevents the next.
    /// Gives everything up but the needs. To be called while the process has one thread: Landlock and capabilities are those of a thread,
    /// and of the threads that it starts.
    package init(_ needs: Needs, onForbiddenCall action: SystemCallFilter.Action) {
        _ = clinux_prctl(CLINUX_PR_SET_DUMPABLE, 0, 0)
        _ = clinux_prctl(CLINUX_PR_SET_NO_NEW_PRIVS, 1, 0)
        let rehearsal = Rehearsal()
        capabilities = rehearsal.perform { () throws(SystemError) in
            try Capabilities.drop(keeping: needs.removable.isEmpty ? .reading : .readingAndRemoving)
        }
        let ownProcess = try? FileDescriptor(opening: "/proc/self", CInt(CLINUX_O_PATH) | O_DIRECTORY)
        self.ownProcess = ownProcess
        var version = 0
        files = rehearsal.perform { () throws(SystemError) in
            let ruleset = try Landlock(reachingAbstractSockets: needs.notifiesAbstractSocket)
            version = ruleset.version
            try ruleset.allow(needs, ownProcess: ownProcess)
            try ruleset.restrictThread()
        }
        landlockVersion = version
        let filter = SystemCallFilter(removesSockets: !needs.removable.isEmpty, onForbiddenCall: action)
        systemCalls = rehearsal.perform { () throws(SystemError) in
            try filter.install(isOnly: rehearsal == .unnecessary)
        }
    }
}

extension Sandbox: CustomStringConvertible {
    /// What holds, and what does not.
    package var description: String {
        let parts = [
            (files, "files by Landlock \(landlockVersion)"), (systemCalls, "system calls by seccomp"),
            (capabilities, "capabilities dropped"),
        ]
        let held = parts.filter(\.0.holds).map(\.1)
        let missing = [(files, "files"), (systemCalls, "system calls"), (capabilities, "capabilities")]
            .compactMap { part, name in part.reason.map { "\(name): \($0)" } }
        return (held.isEmpty ? "nothing" : held.joined(separator: ", "))
            + (missing.isEmpty ? "" : "; not confined: \(missing.joined(separator: ", "))")
    }
}

extension Sandbox.Part {
    /// Why it does not hold.
    fileprivate var reason: String? {
        switch self {
        case .holds: nil
        case .failed(let error): "\(error)"
        case .fatal: "the service manager's filter of system calls forbids it"
        }
    }
}

/// A try in a child process, before the process itself does the same.
///
/// A filter of system calls that is already there, such as systemd's SystemCallFilter, may end a process for a call that it does not
/// have. Without such a filter a failure is only an error.
private enum Rehearsal {
    case unnecessary
    case necessary

    init() {
        self = clinux_prctl(CLINUX_PR_GET_SECCOMP, 0, 0) == 0 ? .unnecessary : .necessary
    }

    func perform(_ step: () throws(SystemError) -> Void) -> Sandbox.Part {
        if self == .necessary, !Rehearsal.survives(step) { return .fatal }
        do throws(SystemError) {
            try step()
            return .holds
        } catch {
            return .failed(error)
        }
    }

    /// Whether a child process that does it ends by itself. The process has one thread, so the child may do what it does.
    private static func survives(_ step: () throws(SystemError) -> Void) -> Bool {
        // If the signal is ignored, as the parent of this process may have it, the end of a child is not known.
        signal(SIGCHLD, SIG_DFL)
        let child = clinux_fork()
        if child == 0 {
            _ = try? step()
            _exit(EXIT_SUCCESS)
        }
        guard child > 0 else { return false }
        var status: CInt = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { return false }
        }
        // wait(2): the signal that has ended it, if there was one.
        return status & 0x7f == 0
    }
}
