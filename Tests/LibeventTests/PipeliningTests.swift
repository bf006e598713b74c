import Foundation
import HTTP
import TestSupport
import Testing

@testable import Libevent

/// Requests that a client sends without waiting for replies.
@Suite(.timeLimit(.minutes(15))) struct PipeliningTests {
    private static func request(_ target: String) -> String { "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n" }

    /// Targets in the order of their requests.
    private final class Order {
        var targets: [String] = []
        /// Stopped during each request.
        weak var loop: EventLoop?
    }

    private func server(_ order: Order, _ reply: Reply = .small) throws -> SteppedServer {
        try SteppedServer(sendBuffer: nil) { request, _, _ in
            order.targets.append(request.head.map { String(decoding: $0.targetBytes, as: UTF8.self) } ?? "")
            order.loop?.stop()
            return reply
        }
    }

    @Test func otherClientsComeBeforeTheRestOfManyRequests() throws {
        let order = Order()
        let server = try server(order)
        let (flood, other) = (try RawClient(port: server.port), try RawClient(port: server.port))
        // Both connections are accepted.
        for client in [flood, other] {
            try client.send(PipeliningTests.request("/first"))
            #expect(try server.response(to: client).text == "ok")
        }
        try flood.send((0..<500).map { PipeliningTests.request("/\($0)") }.joined())
        try other.send(PipeliningTests.request("/other"))
        #expect(server.turns { order.targets.count == 503 })
        #expect(order.targets.filter { $0 != "/other" } == ["/first", "/first"] + (0..<500).map { "/\($0)" })
        let place = try #require(order.targets.firstIndex(of: "/other"))
        #expect(place < 150, "\(place) requests came first")
        #expect(try server.response(to: other).text == "ok")
        var received = 0
        let size = try server.response(to: flood).length
        while received < 499 * size {
            _ = server.turns { flood.hasInput }
            received += try flood.receive(upTo: 1 << 20).count
        }
        #expect(received == 499 * size && !flood.hasInput)
    }

    @Test func aConnectionMayEndBeforeTheRestIsAnswered() throws {
        let order = Order()
        var server: SteppedServer? = try server(order)
        let flood = try RawClient(port: server!.port)
        try flood.send((0..<500).map { PipeliningTests.request("/\($0)") }.joined())
        let loop = server!.loop
        order.loop = loop
        #expect(server!.turns { !order.targets.isEmpty })
        let count = order.targets.count
        #expect(count < 150)
        server = nil
        loop.runPending()
        #expect(order.targets.count == count)
    }
}
