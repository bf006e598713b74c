internal import Glibc
internal import Synchronization
internal import System

/// A program that the drill runs.
final class ChildProcess: Sendable {
    private enum State {
        case running(pid_t)
        /// It has been waited for, so its number may be that of another process.
        case ended
    }

    private let state: Mutex<State>

    /// Starts a program in a new process group. Ctrl-C then reaches only the drill, which ends its programs in order.
    /// What the program says goes to a file.
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

    /// Ends it at once, and waits for that.
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
