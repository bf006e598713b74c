internal import Glibc

/// A TCP socket that is bound to a port of 127.0.0.1. Until it listens it refuses connections, and reserves the port,
/// except from processes that ask for it by number.
package final class LoopbackSocket: Sendable {
    package struct Failure: Error {
        let call: String
        let code = errno
    }

    package let port: UInt16
    /// Open for as long as this object lives.
    package let descriptor: CInt

    /// Binds to the port, or to a free one.
    package init(port: UInt16 = 0) throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var yes: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { [descriptor] in
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard status == 0 else {
            let failure = Failure(call: "bind")
            close(descriptor)
            throw failure
        }
        self.port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        close(descriptor)
    }

    package func listen() throws {
        guard Glibc.listen(descriptor, 128) == 0 else { throw Failure(call: "listen") }
    }

    /// Waits for a connection; nil once the socket no longer listens.
    package func accept() -> CInt? {
        let connection = Glibc.accept(descriptor, nil, nil)
        return connection < 0 ? nil : connection
    }

    /// Refuses further connections, and resets those that wait to be accepted.
    package func stopListening() {
        shutdown(descriptor, CInt(SHUT_RDWR))
    }
}
