internal import CLinux
internal import Glibc
internal import System

/// The attempts of an attacker who controls the process. Each returns the error, or 0 if it succeeds.
enum Attempt {
    static let all: [String: @Sendable (String) -> CInt] = [
        "read": { result(of: open($0, O_RDONLY)) },
        "list": { opendir($0) == nil ? errno : 0 },
        "write": { result(of: open($0, O_WRONLY)) },
        "create": { result(of: open($0, O_WRONLY | O_CREAT, 0o600)) },
        "remove": { result(of: unlink($0)) },
        "make-directory": { result(of: mkdir($0, 0o700)) },
        "truncate": { result(of: truncate($0, 0)) },
        "execute": { path in
            var arguments = [strdup(path), nil]
            return result(of: execv(path, &arguments))
        },
        "fork": { _ in
            let child = clinux_fork()
            if child == 0 { _exit(0) }
            return result(of: child)
        },
        "trace": { result(of: CInt(clinux_syscall(CLong(__NR_ptrace), 16, UInt($0) ?? 0))) },
        "signal": { result(of: kill(pid_t($0) ?? 0, 0)) },
        "connect": { connect(to: UInt16($0) ?? 0, by: SOCK_STREAM) },
        "datagram": { connect(to: UInt16($0) ?? 0, by: SOCK_DGRAM) },
        "abstract-socket": { connect(toAbstract: $0) },
        "execute-memory": { _ in
            let memory = mmap(nil, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            return memory == MAP_FAILED ? errno : 0
        },
        "read-memory-of": { result(of: open("/proc/\($0)/mem", O_RDONLY)) },
        "own-figures": { _ in result(of: open("/proc/self/statm", O_RDONLY)) },
        "unshare": { _ in result(of: CInt(clinux_syscall(CLong(__NR_unshare), 0x1000_0000, 0))) },
        "thread": { _ in
            var thread = pthread_t()
            let status = pthread_create(&thread, nil, { _ in nil }, nil)
            if status == 0 { pthread_join(thread, nil) }
            return status
        },
        // A thread that starts later has the same sandbox.
        "read-in-thread": { path in
            var thread = pthread_t()
            let name = strdup(path)
            pthread_create(
                &thread, nil,
                { name in
                    let descriptor = name.map { open($0.assumingMemoryBound(to: CChar.self), O_RDONLY) } ?? -1
                    return UnsafeMutableRawPointer(bitPattern: descriptor < 0 ? Int(errno) : 0)
                }, name)
            var result: UnsafeMutableRawPointer?
            pthread_join(thread, &result)
            return CInt(Int(bitPattern: result))
        },
    ]

    private static func result(of status: CInt) -> CInt { status < 0 ? errno : 0 }

    /// Over IPv4 to a port of this host.
    private static func connect(to port: UInt16, by type: __socket_type) -> CInt {
        connect(to: .loopback(.ipv4, port: port), by: type)
    }

    private static func connect(toAbstract name: String) -> CInt {
        connect(to: .unix(.abstract(name)), by: SOCK_STREAM)
    }

    private static func connect(to address: SocketAddress, by type: __socket_type) -> CInt {
        do throws(SystemError) {
            try FileDescriptor(socketFor: address, type: type).connect(to: address)
            return 0
        } catch {
            return error.code
        }
    }
}
