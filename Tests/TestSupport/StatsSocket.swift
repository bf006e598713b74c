internal import Glibc

/// HAProxy's `stats socket`: it answers one command per connection.
struct StatsSocket {
    struct Failure: Error {
        let call: String
        let code = errno
    }

    let path: String

    func ask(_ command: String) throws -> String {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard connect(descriptor) == 0 else { throw Failure(call: "connect") }
        let line = command + "\n"
        guard send(descriptor, line, line.utf8.count, CInt(MSG_NOSIGNAL)) == line.utf8.count else {
            throw Failure(call: "send")
        }
        var answer: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &part, part.count, 0)
            guard count >= 0 else { throw Failure(call: "recv") }
            if count == 0 { return String(decoding: answer, as: UTF8.self) }
            answer += part.prefix(count)
        }
    }

    private func connect(_ descriptor: CInt) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
