import Glibc
import System
import TestSupport
import Testing

@testable import Libevent

/// The cork of a TCP socket that takes a body in steps.
@Suite struct ClientSocketTests {
    private let sockets: SocketPair
    private let pipe = PagePipe()

    init() throws {
        sockets = try SocketPair(through: LoopbackSocket())
    }

    private var isCorked: Bool {
        var value: CInt = -1
        var size = socklen_t(MemoryLayout<CInt>.size)
        #expect(getsockopt(sockets.sender, CInt(IPPROTO_TCP), TCP_CORK, &value, &size) == 0)
        return value == 1
    }

    private func reply(
        with size: Int, of file: MemoryFile, isInMemory: Bool, isIntact: @escaping () -> Bool = { true }
    ) -> Reply {
        if isInMemory { return Reply(.memoryFile(MemoryFileBody(0..<size, of: file, owner: file))) }
        let descriptor = file.descriptor.rawValue
        return Reply(
            .file(FileBody(descriptor: descriptor, range: 0..<size) { withExtendedLifetime(file, isIntact) }))
    }

    @Test func theSocketIsCorkedWhileItTakesABody() throws {
        let file = try MemoryFile(Memory.large.bytes)
        var states: [Bool] = []
        let reply = reply(with: 100_000, of: file, isInMemory: false) {
            states.append(isCorked)
            return true
        }
        #expect(!isCorked)
        let sent = ClientSocket(sockets.sender).send(reply, through: pipe)
        #expect(sent.count == reply.size && !sent.hasFailed)
        #expect(states.count > 1 && states.allSatisfy { $0 })
    }

    /// The socket takes only a part of the largest body. If it stayed corked, the client would wait for the end of that part.
    @Test(arguments: [true, false], [1, 100_000, 4 << 20])
    func theClientGetsAllThatTheSocketHasTaken(isInMemory: Bool, size: Int) throws {
        let file = try [UInt8](repeating: 1, count: size).withUnsafeBytes { bytes throws(SystemError) in
            try MemoryFile(bytes)
        }
        let reply = reply(with: size, of: file, isInMemory: isInMemory)
        let sent = ClientSocket(sockets.sender).send(reply, through: pipe)
        #expect(!sent.hasFailed && (sent.count == reply.size) == (size < 1 << 20))
        #expect(!isCorked)
        var received = 0
        #expect(
            eventually {
                received += sockets.receive().count
                return received == sent.count
            })
    }

    @Test func theSocketIsNotCorkedAfterAFileHasChanged() throws {
        let file = try MemoryFile(Memory.large.bytes)
        let reply = reply(with: 100_000, of: file, isInMemory: false) { false }
        #expect(ClientSocket(sockets.sender).send(reply, through: pipe).hasFailed)
        #expect(!isCorked)
    }
}
