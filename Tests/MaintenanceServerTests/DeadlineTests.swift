import Foundation
import HTTP
import MaintenanceServer
import ServerTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct DeadlineTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(["index.html": "page"])
        try directory.write(Data(count: 20_000_000), to: "large.bin")
    }

    private func server(
        maxConnections: Int? = nil, log: RecordedLog = RecordedLog(), change: (inout Deadlines) -> Void
    ) throws -> TestServer {
        var deadlines = Deadlines()
        change(&deadlines)
        return try TestServer(
            directory: directory.path, workers: 1, maxConnections: maxConnections, deadlines: deadlines,
            logger: log.logger)
    }

    @Test func aHeadThatTricklesInIsRefused() throws {
        let server = try server { $0.head = .seconds(1) }
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ")
        // Fails if the server reads on, because the bytes are more than a head may have.
        while (try? client.send("x")) != nil, !client.hasInput { usleep(20_000) }
        let response = try #require(RawResponse(try client.receiveToEnd()))
        #expect(response.status == 408)
        #expect(response["Connection"] == "close")
    }

    @Test func aBodyThatTricklesInGetsThePage() throws {
        let server = try server { $0.body = .seconds(1) }
        let client = try RawClient(port: server.port)
        try client.send("POST /order HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n")
        while (try? client.send("x")) != nil, !client.hasInput { usleep(20_000) }
        let response = try #require(RawResponse(try client.receiveToEnd()))
        #expect(response.status == 503)
        #expect(response.text == "page")
        #expect(response["Connection"] == "close")
    }

    @Test(arguments: ["", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\r\n"])
    func anIdleConnectionEnds(request: String) throws {
        let server = try server { $0.idle = .seconds(1) }
        let client = try RawClient(port: server.port)
        try client.send(request)
        if request.hasPrefix("GET") { #expect(try client.receiveResponse().status == 503) }
        #expect(try client.receive() == [])
    }

    @Test func anIdleConnectionThatSendsEmptyLinesEnds() throws {
        let server = try server { $0.idle = .seconds(1) }
        let client = try RawClient(port: server.port)
        for _ in 0..<1000 where !client.hasInput {
            for half in ["\r", "\n"] {
                _ = try? client.send(half)
                usleep(10_000)
            }
        }
        #expect(client.hasInput)
    }

    @Test func theConnectionsOfOneWorkerLeaveRoomForThoseOfAnother() throws {
        var deadlines = Deadlines()
        deadlines.head = .seconds(60)
        let server = try TestServer(directory: directory.path, workers: 2, maxConnections: 2, deadlines: deadlines)
        let busy = try RawClient(port: server.port)
        try busy.send("GET / HTTP/1.1\r\n")
        // Whichever worker accepts each of them
        for _ in 0..<20 {
            let client = try RawClient(port: server.port)
            try client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try client.receiveResponse().status == 503)
        }
        #expect(!busy.hasInput)
    }

    @Test func aClientThatStopsReceivingIsDropped() throws {
        let log = RecordedLog()
        let server = try server(log: log) { $0.write = .seconds(1) }
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(eventually { log.contains("left before its answer") })
        #expect(try client.receiveToEnd().count < 20_000_000)
    }

    @Test func aSlowClientIsNotDropped() throws {
        let server = try server { $0.write = .seconds(1) }
        let client = try RawClient(port: server.port, receiveBuffer: 262_144)
        try client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        var count = 0
        while true {
            let received = try client.receive(upTo: 262_144).count
            if received == 0 { break }
            count += received
            usleep(60_000)
        }
        #expect(count > 20_000_000)
    }

    @Test func connectionsBeyondTheLimitWaitForIdleOnesToEnd() throws {
        let server = try server(maxConnections: 2) { _ in }
        let idle = try (0..<2).map { _ in try RawClient(port: server.port) }
        for client in idle { #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 503) }
        let waiting = try RawClient(port: server.port)
        try waiting.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try idle.allSatisfy { try $0.receive() == [] })
        #expect(try waiting.receiveResponse().status == 503)
    }

    @Test func aFullServerStopsLikeAnyOther() throws {
        let server = try server(maxConnections: 1) { _ in }
        let client = try RawClient(port: server.port)
        #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 503)
        server.stopper.stop()
        #expect(server.waitForEnd(within: .seconds(20)))
    }

    @Test func connectionsBeyondTheLimitWaitForBusyOnesToEnd() throws {
        let server = try server(maxConnections: 1) { $0.head = .seconds(2) }
        let busy = try RawClient(port: server.port)
        try busy.send("GET / HTTP/1.1\r\n")
        let waiting = try RawClient(port: server.port)
        try waiting.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try busy.receiveResponse().status == 408)
        #expect(!waiting.hasInput)
        busy.endSending()
        #expect(try waiting.receiveResponse().status == 503)
    }
}
