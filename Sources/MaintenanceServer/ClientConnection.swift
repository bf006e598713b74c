internal import Glibc
internal import MaintenanceSite

/// A connection to a server; its calls block.
struct ClientConnection {
    private let socket: FileDescriptor

    /// Connects. Unless it waits, a server that cannot accept at once makes it fail, and no call blocks.
    init(to address: SocketAddress, waits: Bool = true) throws(SystemError) {
        let flags = SOCK_CLOEXEC.rawValue | (waits ? 0 : SOCK_NONBLOCK.rawValue)
        let descriptor = Glibc.socket(address.domain, CInt(SOCK_STREAM.rawValue | flags), 0)
        guard descriptor >= 0 else { throw .last }
        socket = FileDescriptor(owning: descriptor)
        guard address.withPointer({ connect(descriptor, $0, $1) }) == 0 else { throw .last }
    }

    /// Sends a text that is shorter than the socket's buffer.
    func send(_ text: String) throws(SystemError) {
        let bytes = Array(text.utf8)
        guard Glibc.send(socket.rawValue, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
            throw .last
        }
    }

    /// Receives up to the first line's end, up to the connection's end, or 1 KiB, whichever comes first.
    func receiveLine() throws(SystemError) -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 1024 {
            let count = recv(socket.rawValue, &byte, 1, 0)
            if count < 0 { throw .last }
            if count == 0 || byte == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...], as: UTF8.self)
    }
}
