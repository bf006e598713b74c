internal import Glibc
internal import Synchronization
internal import System

/// The folder and the programs of a rehearsal. Nothing is left of them after its end, even if a signal ends it.
final class Stage: Sendable {
    private enum State {
        case open([ChildProcess])
        case ended
    }

    let folder: String
    private let state = Mutex(State.open([]))

    /// The parent of the folder: `TMPDIR`, unless its path is so long that the name of a Unix socket would exceed 107 bytes.
    static var parent: String {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        return parent.utf8.count > 60 ? "/tmp" : parent
    }

    /// Makes the folder. From now on signals end the rehearsal, with everything that belongs to it, and the process. To be called
    /// before other threads start, which inherit the blocked signals.
    init(in parent: String) throws(SystemError) {
        signal(SIGPIPE, SIG_IGN)
        var signals = Stage.signals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        var template = Array("\(parent)/maintenance-rehearsal.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw .last }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        _ = try Thread { [self] in
            var signals = Stage.signals
            var number: CInt = 0
            guard sigwait(&signals, &number) == 0 else { return }
            end()
            // Shells report this status for a process that the signal ended.
            _exit(128 + number)
        }
    }

    func write(_ contents: [UInt8], to name: String) throws(SystemError) {
        try open(name).writeAll(contents)
    }

    /// The contents of a file in the folder.
    func text(of name: String) -> String {
        let bytes = (try? readFile("\(folder)/\(name)", atMost: 1 << 20)) ?? []
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Runs a program with its output in a file of the folder.
    func run(
        _ path: String, _ arguments: [String], environment: [String], output: String
    ) throws(SystemError) -> ChildProcess {
        let file = try open(output)
        let result = state.withLock { state -> Result<ChildProcess, SystemError> in
            guard case .open(let children) = state else { return .failure(SystemError(code: ECANCELED)) }
            return Result { () throws(SystemError) in
                let child = try ChildProcess(path, arguments, environment: environment, output: file)
                state = .open(children + [child])
                return child
            }
        }
        return try result.get()
    }

    private func open(_ name: String) throws(SystemError) -> FileDescriptor {
        let descriptor = Glibc.open("\(folder)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last }
        return FileDescriptor(owning: descriptor)
    }

    /// Ends the programs and removes the folder. Only the first call does so.
    func end() {
        state.withLock { state in
            guard case .open(let children) = state else { return }
            for child in children { child.end() }
            removeFolder()
            state = .ended
        }
    }

    private func removeFolder() {
        for name in (try? names(inDirectory: folder)) ?? [] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }

    /// The signals that interrupt a rehearsal.
    private static var signals: sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&set, number) }
        return set
    }
}
