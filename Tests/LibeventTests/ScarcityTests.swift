import CLibevent
import Foundation
import HTTP
import System
import TestSupport
import Testing

@testable import Libevent

/// The behaviour of libevent without descriptors or memory, and with strangers on its Unix socket. Each test runs in a separate process,
/// which may end, and in which nothing else opens descriptors.
@Suite struct ScarcityTests {
    /// libevent ends the process if it has no descriptors for a base. `EventLoop` prevents that.
    @Test func withoutDescriptorsThereIsAnError() async {
        await #expect(processExitsWith: .success) {
            var made = 0
            for spare in 0..<20 {
                let others = Descriptors.takeAll(but: spare)
                if (try? SteppedServer()) != nil { made += 1 }
                Descriptors.close(others)
            }
            #expect(made > 0 && made < 20)
        }
    }

    /// `Listener` finds the reason in errno.
    @Test func aFailedAcceptIsReportedWithItsReason() async {
        await #expect(processExitsWith: .success) {
            var errors: [String] = []
            let server = try SteppedServer(onAcceptError: { errors.append($0) })
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let others = Descriptors.takeAll(but: 0)
            #expect(server.turns { !errors.isEmpty })
            #expect(errors.count == 1 && errors[0].hasPrefix("accept: Too many open files"))
            Descriptors.close(others)
            #expect(try server.response(to: client).text == "ok")
        }
    }

    @Test func withoutDescriptorsForAPipeAFileInMemoryIsSentByItself() async {
        await #expect(processExitsWith: .success) {
            let file = try MemoryFile(Memory.large.bytes)
            let reply = Reply(.memoryFile(MemoryFileBody(0..<40_000, of: file, owner: file)))
            let sockets = try SocketPair()
            let others = Descriptors.takeAll(but: 1)
            let pipe = PagePipe()
            #expect(pipe.send(file.bytes, to: sockets.sender) == nil)
            let sent = ClientSocket(sockets.sender).send(reply, through: pipe)
            #expect(sent.count == reply.size && !sent.hasFailed)
            #expect(Array(sockets.receive().suffix(40_000)) == Array(file.bytes[..<40_000]))
            Descriptors.close(others)
            #expect(pipe.send(UnsafeRawBufferPointer(rebasing: file.bytes[..<10]), to: sockets.sender) == 10)
        }
    }

    /// evhttp leaves a part of its work to the loop, which turns once more for it.
    @Test func aServerThatEndsClosesAllDescriptors() async {
        await #expect(processExitsWith: .success) {
            // Swift's runtime may open descriptors for the first server.
            for isFirst in [true, false] {
                let before = Descriptors.count
                let loop = try EventLoop()
                let ofALoop = Descriptors.count - before
                var server: SteppedServer? = try SteppedServer { _, _, _ in .large }
                let client = try RawClient(port: server!.port, receiveBuffer: 65536)
                try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(server!.turns { server!.server.underWay.replies == 1 })
                let other = server!.loop
                server = nil
                // The descriptors of the two loops and the client are left.
                #expect(isFirst || Descriptors.count == before + 2 * ofALoop + 1)
                withExtendedLifetime((loop, other, client)) {}
            }
        }
    }

    /// An owner is released once, whichever of libevent's allocations fails.
    @Test func anOwnerOutlivesALackOfMemoryAndNothingElse() async {
        await #expect(processExitsWith: .success) {
            Memory.limitLibevent()
            let loop = try EventLoop()
            for allowed in 0..<6 {
                let stream = bufferevent_socket_new(loop.base, -1, 0)
                let output = OutputBuffer(of: stream!)
                weak var weakFile: MemoryFile?
                weak var weakMemory: Memory?
                do {
                    let memory = Memory([1, 2, 3])
                    let file = try MemoryFile(memory.bytes)
                    (weakMemory, weakFile) = (memory, file)
                    Memory.allocationsLeft = allowed
                    let isFileAdded = output.append(file.body, after: 0, atMost: 3) == 3
                    Memory.allocationsLeft = allowed
                    let isMemoryAdded = output.append(memory.bytes, owner: memory)
                    Memory.allocationsLeft = .max
                    #expect(output.count == (isFileAdded ? 3 : 0) + (isMemoryAdded ? 3 : 0))
                    #expect(allowed > 0 || !isFileAdded && !isMemoryAdded)
                    #expect(allowed < 5 || isFileAdded && isMemoryAdded)
                }
                #expect((weakFile == nil && weakMemory == nil) == (output.count == 0))
                bufferevent_free(stream)
                loop.runPending()
                #expect(weakFile == nil && weakMemory == nil)
            }
        }
    }

    /// Any process of the host, or of the container, may connect to the abstract name. libevent without the fix for
    /// GHSA-cvq5-vrvr-j338 ends then if the name of the other end is long.
    @Test func strangersOnTheUnixSocketAreDisconnected() async {
        await #expect(processExitsWith: .success) {
            let server = try SteppedServer { _, _, _ in .large }
            let name = Descriptors.listeningUnixName
            for own in ["", "\0a", "\0" + String(repeating: "a", count: 100)] {
                let stranger = UnixSocket(boundTo: own)
                #expect(stranger.connect(to: name))
                #expect(server.turns { stranger.hasEnded })
            }
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(Memory.large.isEqual(to: try server.response(to: client).body))
        }
    }
}

/// The descriptors of this process.
private enum Descriptors {
    static var count: Int { (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0 }

    /// Opens as many descriptors as possible, except for some that stay free.
    static func takeAll(but spare: Int) -> [CInt] {
        var limit = rlimit(rlim_cur: 64, rlim_max: 64)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        var taken: [CInt] = []
        while case let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC), descriptor >= 0 {
            taken.append(descriptor)
        }
        close(Array(taken.suffix(spare)))
        return taken.dropLast(spare)
    }

    static func close(_ descriptors: [CInt]) {
        for descriptor in descriptors { Glibc.close(descriptor) }
    }

    /// The abstract name of the Unix socket that listens, without the NUL before it.
    static var listeningUnixName: String {
        for descriptor in CInt(3)..<64 {
            var address = sockaddr_un()
            var length = socklen_t(MemoryLayout<sockaddr_un>.size)
            let status = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
            }
            guard status == 0, CInt(address.sun_family) == AF_UNIX, length > 3 else { continue }
            return withUnsafeBytes(of: address.sun_path) { String(decoding: $0[1..<(Int(length) - 2)], as: UTF8.self) }
        }
        preconditionFailure("no Unix socket listens")
    }
}

/// A Unix socket that acts as another process.
private final class UnixSocket {
    private let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)

    /// Binds the socket to the name, which begins with NUL, or leaves it unbound.
    init(boundTo name: String) {
        guard !name.isEmpty else { return }
        precondition(withAddress(name) { bind(descriptor, $0, $1) } == 0)
    }

    deinit {
        close(descriptor)
    }

    func connect(to name: String) -> Bool {
        withAddress("\0" + name) { Glibc.connect(descriptor, $0, $1) } == 0
    }

    /// Whether the other end has closed the connection.
    var hasEnded: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, CInt(MSG_DONTWAIT)) == 0
    }

    private func withAddress(_ name: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name.utf8) }
        return withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(2 + name.utf8.count)) }
        }
    }
}

extension Memory {
    /// The number of allocations that libevent may still make. Only the single thread of the process uses it.
    nonisolated(unsafe) fileprivate static var allocationsLeft = Int.max

    /// Makes libevent's allocations fail once none is left. To be called before libevent allocates.
    fileprivate static func limitLibevent() {
        event_set_mem_functions(
            { Memory.mayAllocate() ? malloc($0) : nil }, { Memory.mayAllocate() ? realloc($0, $1) : nil }, { free($0) })
    }

    private static func mayAllocate() -> Bool {
        guard allocationsLeft > 0 else { return false }
        allocationsLeft -= 1
        return true
    }
}
