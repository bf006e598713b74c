import CLibevent
import Foundation
import HTTP
import System
import TestSupport
import Testing

@testable import Libevent

/// Replies that a socket does not take at once, so that evhttp sends them. The adoption of the socket depends on the internals
/// of libevent: see `PendingReplies`.
@Suite(.timeLimit(.minutes(15))) struct PendingReplyTests {
    private static let methods = ["GET", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW", "get", "M-SEARCH", "X"]
    private static let targets = [
        "/", "/a", "/shop/cart?item=3&x=/y", "//a", "//a:b/c", "///", "/a//b", "/%00%ff%zz", "/a:80", "/[", "/?", "/#",
        "/ä",
        "/\"<>\\^`{|}", "http://a.example/b", "http://a.example:80", "https://[::1]:443/?", "ftp://a/b",
    ]

    private func server(_ reply: Reply = .large) throws -> SteppedServer {
        try SteppedServer { request, _, _ in
            request.head?.targetBytes.elementsEqual("/next".utf8) == true ? .small : reply
        }
    }

    /// A client whose request is being answered by evhttp.
    private func client(of server: SteppedServer, sending request: [UInt8]) throws -> RawClient {
        let client = try RawClient(port: server.port, receiveBuffer: 65536)
        try client.send(request)
        try #require(server.turns { server.server.underWay.replies > 0 }, "not sent by evhttp")
        return client
    }

    /// The whole reply arrives, without additions of evhttp, and the connection continues, unless the request is malformed.
    private func expectLargeReply(
        to request: [UInt8], from server: SteppedServer, continues: Bool = true
    ) throws {
        let client = try client(of: server, sending: request)
        let response = try server.response(to: client)
        #expect(response.statusLine == "HTTP/1.1 200 OK")
        #expect(response.fields.map(\.name) == ["Content-Length"])
        #expect(Memory.large.isEqual(to: response.body))
        #expect(server.server.underWay.replies == 0)
        guard continues else { return }
        try client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try server.response(to: client).text == "ok")
    }

    @Test func theReplyArrivesWhateverTheMethod() throws {
        let server = try server()
        for method in PendingReplyTests.methods + [String(repeating: "M", count: 200)] {
            let request = "\(method) / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
            try expectLargeReply(to: Array(request.utf8), from: server)
        }
        let connect = Array("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n".utf8)
        try expectLargeReply(to: connect, from: server, continues: false)
        try expectLargeReply(to: Array("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n".utf8), from: server)
    }

    @Test func theReplyArrivesWhateverTheTarget() throws {
        let server = try server()
        for target in PendingReplyTests.targets + ["/" + String(repeating: "a", count: 8000)] {
            try expectLargeReply(to: Array("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n".utf8), from: server)
        }
    }

    /// evhttp gets the part of the head that was read, and would refuse some of these parts.
    @Test(arguments: [
        "GET /\u{1} HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n",
        "\u{16}\u{3}\u{1}\r\n\r\n",
    ])
    func theReplyToAMalformedRequestArrives(request: String) throws {
        try expectLargeReply(to: Array(request.utf8), from: server(), continues: false)
    }

    /// The targets are random bytes, including those that evhttp's parser may refuse.
    @Test func theReplyArrivesWhateverTheHead() throws {
        let server = try server()
        var random = SeededRandom(seed: 13)
        let visible = [UInt8](0x21...0x7E) + [UInt8](0x80...0xFF)
        func bytes(_ allowed: [UInt8]) -> [UInt8] {
            (0..<Int.random(in: 0...20, using: &random)).compactMap { _ in allowed.randomElement(using: &random) }
        }
        for _ in 0..<100 {
            var request = "GET /".utf8 + bytes(visible) + " HTTP/1.1\r\nHost: a\r\n".utf8
            for name in ["X", "Cookie", "Accept"] {
                request += "\(name):".utf8 + bytes([0x09, 0x20] + visible) + "\r\n".utf8
            }
            try expectLargeReply(to: request + "\r\n".utf8, from: server)
        }
    }

    @Test func aFileInMemoryArrives() throws {
        let server = try server(Reply(.memoryFile(MemoryFile(Memory.large.bytes).body)))
        try expectLargeReply(to: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8), from: server)
    }

    /// The socket has room for several parts of the file when the client reads much at once.
    @Test func aFileInMemoryArrivesThatIsReadInLargePieces() throws {
        let content = Memory([UInt8](repeating: 1, count: 40 << 20))
        let file = try MemoryFile(content.bytes)
        let server = try SteppedServer(sendBuffer: nil) { _, _, _ in Reply(.memoryFile(file.body)) }
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        var count = 0
        while count < content.bytes.count {
            try #require(server.turns(until: { client.hasInput }), "\(count) bytes")
            while client.hasInput { count += try client.receive(upTo: 4 << 20).count }
        }
    }

    @Test func aFileThatIsTruncatedEndsItsConnection() throws {
        let file = try SentFile(Memory.large)
        let server = try server(Reply(file.body()))
        let client = try client(of: server, sending: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        #expect(ftruncate(file.descriptor, 0) == 0)
        #expect(throws: SteppedServer.Ended.self) { try server.response(to: client) }
        #expect(server.server.underWay.replies == 0)
    }

    @Test func aFileThatChangesEndsItsConnection() throws {
        let file = try SentFile(Memory.large)
        var isIntact = true
        let server = try server(Reply(file.body(isIntact: { isIntact })))
        let client = try client(of: server, sending: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        isIntact = false
        #expect(throws: SteppedServer.Ended.self) { try server.response(to: client) }
        #expect(server.server.underWay.replies == 0)
    }

    /// The client has not read them yet, so sendfile(2) would send it the new bytes.
    @Test(arguments: [10, 1 << 18])
    func bytesThatTheSocketHasTakenDoNotChange(size: Int) throws {
        let file = try SentFile(Memory([UInt8](repeating: 1, count: size)))
        var isIntact = true
        let server = try server(Reply(file.body(isIntact: { isIntact })))
        let client = try RawClient(port: server.port, receiveBuffer: 65536)
        try client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(server.turns { client.hasInput })
        let new = [UInt8](repeating: 2, count: size)
        #expect(pwrite(file.descriptor, new, size, 0) == size)
        isIntact = false
        client.endSending()
        var received: [UInt8] = []
        while server.turns(until: { client.hasInput }), case let more = try client.receive(), !more.isEmpty {
            received += more
        }
        #expect(received.contains(1))
        #expect(!received.contains(2))
    }

    @Test func aFileThatCouldChangeIsSentInFull() throws {
        let file = try SentFile(Memory.large)
        let server = try server(Reply(file.body()))
        try expectLargeReply(to: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8), from: server)
    }

    /// A client of HTTP/1.0, or one that has ended sending, is answered too.
    @Test func theReplyArrivesAfterTheClientHasEndedSending() throws {
        let server = try server()
        let client = try client(of: server, sending: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        client.endSending()
        #expect(try Memory.large.isEqual(to: server.response(to: client).body))
        #expect(server.turns { client.hasInput })
        #expect(try client.receive().isEmpty)
    }

    /// evhttp's own timeouts are off by default. The deadlines of the connections apply instead.
    @Test func evhttpHasNoTimeoutForTheReply() throws {
        let server = try server()
        let client = try client(of: server, sending: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        let timeouts = Timeouts()
        event_base_foreach_event(
            server.loop.base,
            { _, event, context in
                guard let event, let context else { return 0 }
                Unmanaged<Timeouts>.fromOpaque(context).takeUnretainedValue().count(event)
                return 0
            }, Unmanaged.passUnretained(timeouts).toOpaque())
        #expect(timeouts.writing > 0)
        #expect(timeouts.limited == 0)
        withExtendedLifetime(client) {}
    }

    @Test func aResetEndsTheReply() throws {
        let server = try server()
        let client = try client(of: server, sending: Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        client.reset()
        #expect(server.turns { server.server.underWay.replies == 0 })
    }
}

/// Counts events that wait to write to a socket, and those of them that have a timeout.
private final class Timeouts {
    private(set) var writing = 0
    private(set) var limited = 0

    func count(_ event: OpaquePointer) {
        guard event_get_fd(event) >= 0, event_pending(event, CShort(EV_WRITE), nil) != 0 else { return }
        writing += 1
        if event_pending(event, CShort(EV_TIMEOUT), nil) != 0 { limited += 1 }
    }
}
