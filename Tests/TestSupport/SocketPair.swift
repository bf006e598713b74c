internal import Glibc
internal import System

/// Two ends of a connection that do not block.
package final class SocketPair {
    package let sender: CInt
    private let receiver: CInt

    package init() throws {
        var ends: [CInt] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemError.last }
        (sender, receiver) = (ends[0], ends[1])
    }

    deinit {
        close(sender)
        close(receiver)
    }

    /// The bytes that have arrived, up to 4 MiB.
    package func receive() -> [UInt8] {
        var received: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 20)
        while received.count < 4 << 20, case let count = recv(receiver, &part, part.count, 0), count > 0 {
            received += part[..<count]
        }
        return received
    }
}
