internal import CLinux
internal import Glibc

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
        let descriptor = socket(AF_INET, CInt(type.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        return connect(descriptor, to: port)
    }

    static func connect(_ descriptor: CInt, to port: UInt16) -> CInt {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                result(of: Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)))
            }
        }
    }

    private static func connect(toAbstract name: String) -> CInt {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0[1...].copyBytes(from: name.utf8) }
        let length = MemoryLayout<sa_family_t>.size + 1 + name.utf8.count
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                result(of: Glibc.connect(descriptor, $0, socklen_t(length)))
            }
        }
    }
}
