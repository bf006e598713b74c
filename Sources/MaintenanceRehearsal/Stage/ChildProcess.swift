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

    /// Starts a program in a process group of its own, so that Ctrl-C reaches the drill alone, which ends its programs in order.
    /// What the program says goes to a file.
    init(_ path: String, _ arguments: [String], environment: [String], output: FileDescriptor) throws(SystemError) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.rawValue, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output.rawValue, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        // posix_spawn(3) copies the strings, and they are freed after it.
        let argv = ([path] + arguments).map { strdup($0) } + [nil]
        let envp = environment.map { strdup($0) } + [nil]
        defer { for string in argv + envp { free(string) } }
        var identifier = pid_t()
        let status = posix_spawn(&identifier, path, &actions, &attributes, argv, envp)
        guard status == 0 else { throw SystemError(code: status) }
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
