internal import Glibc
internal import Synchronization
internal import System

/// A program that the rehearsal runs.
final class ChildProcess: Sendable {
    private enum State {
        case running(pid_t)
        /// The process was waited for, so its number may belong to another one.
        case ended
    }

    private let state: Mutex<State>

    /// Starts a program in a new process group, with its output in a file. Ctrl-C then reaches only the rehearsal, which
    /// ends its programs in order.
    init(_ path: String, _ arguments: [String], environment: [String], output: FileDescriptor) throws(SystemError) {
        let identifier = try startProgram(
            path, arguments, environment: environment, output: output, isApart: true)
        state = Mutex(.running(identifier))
    }

    var isRunning: Bool {
        state.withLock { state in
            guard case .running(let identifier) = state else { return false }
            var status: CInt = 0
            if waitpid(identifier, &status, WNOHANG) != 0 { state = .ended }
            if case .running = state { return true }
            return false
        }
    }

    /// Kills the process, and waits for its end.
    func end() {
        state.withLock { state in
            guard case .running(let identifier) = state else { return }
            kill(identifier, SIGKILL)
            var status: CInt = 0
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            state = .ended
        }
    }
}
