import TestSupport
import Testing

@testable import System

@Suite struct PagePipeTests {
    private let pipe = PagePipe()

    /// The pipe takes a part of these bytes at once, and the socket another part.
    @Test(arguments: [1, 4095, 70_000, (3 << 20) + 5]) func allBytesArriveInOrder(size: Int) throws {
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 16) }
        let file = try content.withUnsafeBytes { bytes throws(SystemError) in try MemoryFile(bytes) }
        let sockets = try SocketPair()
        var (sent, received) = (0, [UInt8]())
        while received.count < size {
            sent += pipe.send(UnsafeRawBufferPointer(rebasing: file.bytes[sent...]), to: sockets.sender) ?? 0
            let more = sockets.receive()
            try #require(!more.isEmpty)
            received += more
        }
        #expect(sent == size)
        let isSame = received == content
        #expect(isSame)
    }

    @Test func theNextSocketDoesNotGetWhatTheLastOneDidNotTake() throws {
        let (large, small) = try (file(of: 1, 1 << 20), file(of: 2, 10_000))
        let full = try SocketPair()
        let other = try SocketPair()
        let sent = try #require(pipe.send(large.bytes, to: full.sender))
        #expect((1..<1 << 20).contains(sent))
        #expect(pipe.send(large.bytes, to: full.sender) == nil)
        #expect(pipe.send(small.bytes, to: other.sender) == 10_000)
        let received = other.receive()
        #expect(received.count == 10_000 && received.allSatisfy { $0 == 2 })
    }

    @Test func theClientGetsTheBytesAfterTheFileIsReleased() throws {
        let sockets = try SocketPair()
        var file: MemoryFile? = try file(of: 1, 50_000)
        #expect(try pipe.send(#require(file).bytes, to: sockets.sender) == 50_000)
        file = nil
        // It may get the pages that were released.
        let other = try self.file(of: 2, 50_000)
        let received = sockets.receive()
        #expect(received.count == 50_000 && received.allSatisfy { $0 == 1 })
        withExtendedLifetime(other) {}
    }

    private func file(of byte: UInt8, _ count: Int) throws -> MemoryFile {
        try [UInt8](repeating: byte, count: count).withUnsafeBytes { bytes throws(SystemError) in try MemoryFile(bytes)
        }
    }
}
