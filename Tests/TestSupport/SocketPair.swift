internal import Glibc
internal import System

/// Two ends of a connection that do not block.
package struct SocketPair {
    private let ends: (sender: FileDescriptor, receiver: FileDescriptor)
    /// Open for as long as this value lives.
    package var sender: CInt { ends.sender.rawValue }

    /// Makes a pair of Unix sockets.
    package init() throws {
        var ends: [CInt] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SystemError.last }
        self.ends = (FileDescriptor(owning: ends[0]), FileDescriptor(owning: ends[1]))
    }

    /// Makes a TCP connection.
    package init(through listener: LoopbackSocket) throws {
        try listener.listen()
        let address = SocketAddress.loopback(.ipv4, port: listener.port)
        let receiver = try FileDescriptor(socketFor: address)
        try receiver.connect(to: address)
        guard let sender = listener.accept() else { throw SystemError.last }
        ends = (FileDescriptor(owning: sender), receiver)
        for end in [sender, receiver.rawValue] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    }

    /// The bytes that have arrived, up to 4 MiB.
    package func receive() -> [UInt8] {
        var received: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 20)
        while received.count < 4 << 20, case let count = recv(ends.receiver.rawValue, &part, part.count, 0), count > 0 {
            received += part[..<count]
        }
        return received
    }
}
