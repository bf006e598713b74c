internal import CLinux
internal import Glibc
package import System

/// Gives up every right of the process beyond answering requests, so that an attacker who controls the process can do
/// little with it. This cannot be undone.
///
/// Each part depends on the kernel, and on existing restrictions of the process.
package struct Sandbox {
    package enum Mode: String, CaseIterable, Sendable {
        case off
        /// Every part that the kernel supports. A system call that is not in the list fails.
        case on
        /// All parts, or the server does not start. A system call that is not in the list ends the process.
        case required
    }

    /// The rights that the process keeps.
    package struct Needs: Equatable, Sendable {
        /// The files that it reads, and the folders with everything below them.
        package var readable: [String]
        /// The folders from which it removes Unix sockets.
        package var removable: [String]
        /// The Unix socket that it sends datagrams to.
        package var notified: UnixName?

        package init(readable: [String] = [], removable: [String] = [], notified: UnixName? = nil) {
            self.readable = readable
            self.removable = removable
            self.notified = notified
        }

        fileprivate var notifiesAbstractSocket: Bool { if case .abstract? = notified { true } else { false } }
    }

    /// The result of applying a part.
    package enum Part: Equatable, Sendable {
        case holds
        case failed(SystemError)
        /// Another filter of system calls, such as that of a service manager, would end the process.
        case fatal

        package var holds: Bool { self == .holds }
    }

    /// The version of Landlock's interface; 0 without Landlock.
    package let landlockVersion: Int
    package let files: Part
    package let capabilities: Part
    package let systemCalls: Part
    /// The process's folder in /proc. A rule for it holds only while it is open.
    private let ownProcess: FileDescriptor?

    /// Whether all parts hold.
    package var isComplete: Bool { [files, capabilities, systemCalls].allSatisfy(\.holds) }

    // 1. Give up new privileges by executing files, which Landlock and seccomp require, and memory access by other
    //    processes of the same user.
    // 2. Drop capabilities, limit files and connections with Landlock, and limit system calls with the filter. In this
    //    order no part prevents the next.
    /// Gives up everything but the needs. To be called while the process has one thread, because Landlock and
    /// capabilities apply to a thread and to the threads that it starts.
    package init(_ needs: Needs, onForbiddenCall action: SystemCallFilter.Action) {
        _ = clinux_prctl(CLINUX_PR_SET_DUMPABLE, 0, 0)
        _ = clinux_prctl(CLINUX_PR_SET_NO_NEW_PRIVS, 1, 0)
        let dryRun = DryRun()
        capabilities = dryRun.perform { () throws(SystemError) in
            try Capabilities.drop(keeping: needs.removable.isEmpty ? .reading : .readingAndRemoving)
        }
        let ownProcess = try? FileDescriptor(opening: "/proc/self", CInt(CLINUX_O_PATH) | O_DIRECTORY)
        self.ownProcess = ownProcess
        var version = 0
        files = dryRun.perform { () throws(SystemError) in
            let ruleset = try Landlock(reachingAbstractSockets: needs.notifiesAbstractSocket)
            version = ruleset.version
            try ruleset.allow(needs, ownProcess: ownProcess)
            try ruleset.restrictThread()
        }
        landlockVersion = version
        let filter = SystemCallFilter(removesSockets: !needs.removable.isEmpty, onForbiddenCall: action)
        systemCalls = dryRun.perform { () throws(SystemError) in
            try filter.install(isOnly: dryRun == .unnecessary)
        }
    }
}

extension Sandbox: CustomStringConvertible {
    /// The parts that hold, and those that do not.
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
    /// The reason why it does not hold.
    fileprivate var reason: String? {
        switch self {
        case .holds: nil
        case .failed(let error): "\(error)"
        case .fatal: "the service manager's filter of system calls forbids it"
        }
    }
}

/// A trial in a child process, before the process itself takes the same step.
///
/// An existing filter of system calls, such as systemd's SystemCallFilter, may end a process for a call that is not in
/// its list. Without such a filter a failure is only an error.
private enum DryRun {
    case unnecessary
    case necessary

    init() {
        self = clinux_prctl(CLINUX_PR_GET_SECCOMP, 0, 0) == 0 ? .unnecessary : .necessary
    }

    func perform(_ step: () throws(SystemError) -> Void) -> Sandbox.Part {
        if self == .necessary, !DryRun.survives(step) { return .fatal }
        do throws(SystemError) {
            try step()
            return .holds
        } catch {
            return .failed(error)
        }
    }

    /// Whether a child process survives the step. The process has one thread, so the child may do everything that it
    /// does.
    private static func survives(_ step: () throws(SystemError) -> Void) -> Bool {
        // If the signal is ignored, as a parent process may have set it, the exit status of a child is lost.
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
        // wait(2): the signal that ended the process, or 0.
        return status & 0x7f == 0
    }
}
