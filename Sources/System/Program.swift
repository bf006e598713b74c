package import Glibc

/// The output and the exit status of a program.
package struct ProgramResult: Sendable {
    /// nil if a signal ended the program, or if it took too long.
    package let status: CInt?
    /// Standard output and standard error, up to 1 MiB.
    package let output: String
}

/// Runs a program to its end. Its standard input is empty, and its environment is the initial one of this process.
/// After the time limit the program is killed.
package func runProgram(
    _ path: String, _ arguments: [String], within limit: Duration
) throws(SystemError) -> ProgramResult {
    let deadline = ContinuousClock.now + limit
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .last }
    let output = FileDescriptor(owning: ends[0])
    let identifier: pid_t
    do {
        // The child has the only other reference to this end of the pipe, so the end of the child is the end of the
        // output.
        let input = FileDescriptor(owning: ends[1])
        identifier = try startProgram(path, arguments, environment: try ownEnvironment(), output: input)
    }
    let bytes = readAll(output, until: deadline)
    return ProgramResult(
        status: awaitEnd(of: identifier, until: deadline), output: String(decoding: bytes, as: UTF8.self))
}

/// The initial environment of this process, as `NAME=value`.
package func ownEnvironment() throws(SystemError) -> [String] {
    try readFile("/proc/self/environ", atMost: 1 << 20).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
}

/// Starts a program with an empty standard input, and no signal blocked or ignored. With `isApart` it gets a separate
/// process group, so that Ctrl-C in a terminal does not reach it.
package func startProgram(
    _ path: String, _ arguments: [String], environment: [String], output: FileDescriptor, isApart: Bool = false
) throws(SystemError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    for standard in [STDOUT_FILENO, STDERR_FILENO] {
        posix_spawn_file_actions_adddup2(&actions, output.rawValue, standard)
    }
    posix_spawn_file_actions_addclose(&actions, output.rawValue)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let group = isApart ? POSIX_SPAWN_SETPGROUP : 0
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group))
    // posix_spawn(3) copies the strings. They are freed after it.
    let words = ([path] + arguments).map { strdup($0) }
    let variables = environment.map { strdup($0) }
    defer { for string in words + variables { free(string) } }
    var identifier = pid_t()
    let code = posix_spawn(&identifier, path, &actions, &attributes, words + [nil], variables + [nil])
    guard code == 0 else { throw SystemError(code: code) }
    return identifier
}

private func readAll(_ pipe: FileDescriptor, until deadline: ContinuousClock.Instant) -> [UInt8] {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65536)
    while ContinuousClock.now < deadline {
        var input = pollfd(fd: pipe.rawValue, events: Int16(POLLIN), revents: 0)
        guard poll(&input, 1, 100) > 0 else { continue }
        let count = read(pipe.rawValue, &part, part.count)
        guard count > 0 else { break }
        if bytes.count < 1 << 20 { bytes += part[..<count] }
    }
    return bytes
}

/// The exit status; nil if a signal ended the process, which is killed at the deadline.
private func awaitEnd(of identifier: pid_t, until deadline: ContinuousClock.Instant) -> CInt? {
    var status: CInt = 0
    var ended = waitpid(identifier, &status, WNOHANG)
    while ended == 0 {
        guard ContinuousClock.now < deadline else {
            kill(identifier, SIGKILL)
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            return nil
        }
        usleep(5000)
        ended = waitpid(identifier, &status, WNOHANG)
    }
    // WIFEXITED and WEXITSTATUS of wait(2). A parent that ignores SIGCHLD leaves no status.
    return ended == identifier && status & 0x7F == 0 ? status >> 8 & 0xFF : nil
}
