import Foundation
import HTTP
import MaintenanceServer
import ServerTestSupport
import TestSupport
import Testing

/// A server that expects HAProxy's PROXY header (proxy-protocol.txt).
@Suite(.timeLimit(.minutes(15))) struct ProxyProtocolTests {
    private static let request = Array("GET /shop/cart HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
    private static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    private static let addresses: [UInt8] = [192, 0, 2, 1, 127, 0, 0, 1, 0x30, 0x39, 0x1F, 0x98]

    private static let headers: [[UInt8]] = [
        Array("PROXY TCP4 192.0.2.1 127.0.0.1 12345 8088\r\n".utf8),
        Array("PROXY TCP6 2001:db8::1 ::1 12345 8088\r\n".utf8),
        Array("PROXY UNKNOWN\r\n".utf8),
        signature + [0x21, 0x11, 0, 12] + addresses,
        // With a vector, PP2_TYPE_NOOP
        signature + [0x21, 0x11, 0, 16] + addresses + [0x04, 0, 1, 0],
        // LOCAL, as in HAProxy's checks
        signature + [0x20, 0x00, 0, 0],
    ]

    private let log = RecordedLog()
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(["index.html": "page", "logo.png": "TheLogo"])
    }

    private func server(deadlines: Deadlines = Deadlines()) throws -> TestServer {
        try TestServer(
            directory: directory.path, workers: 1, deadlines: deadlines, proxyProtocol: true, logger: log.logger)
    }

    @Test func requestsFollowTheHeader() throws {
        let server = try server()
        for header in ProxyProtocolTests.headers {
            let client = try RawClient(port: server.port)
            try client.send(header + ProxyProtocolTests.request)
            #expect(try client.receiveResponse().text == "page")
            #expect(try client.exchange("GET /logo.png HTTP/1.1\r\nHost: a\r\n\r\n").text == "TheLogo")
        }
    }

    @Test func pipelinedRequestsMayComeWithTheHeader() throws {
        let server = try server()
        let last = Array("GET /logo.png HTTP/1.0\r\n\r\n".utf8)
        for header in ProxyProtocolTests.headers {
            let client = try RawClient(port: server.port)
            try client.send(header + ProxyProtocolTests.request + ProxyProtocolTests.request + last)
            let text = String(decoding: try client.receiveToEnd(), as: UTF8.self)
            let bodies = text.components(separatedBy: "HTTP/1.").dropFirst().map {
                $0.components(separatedBy: "\r\n\r\n").last ?? ""
            }
            #expect(bodies == ["page", "page", "TheLogo"])
        }
    }

    @Test func theHeaderMayArriveByteByByte() throws {
        let server = try server()
        for header in ProxyProtocolTests.headers {
            let client = try RawClient(port: server.port)
            for byte in header + ProxyProtocolTests.request {
                try client.send([byte])
                usleep(500)
            }
            #expect(try client.receiveResponse().text == "page")
        }
    }

    @Test(arguments: [
        request,
        Array("\r\n".utf8) + request,
        Array("PROXY TCP4 192.0.2.1 127.0.0.1 12345\r\n".utf8) + request,
        Array("PROXY UNKNOWN\n".utf8) + request,
        Array(repeating: 0x50, count: 100_000),
        signature + [0x31, 0x11, 0, 12] + addresses + request,
        signature + [0x21, 0x11, 0xFF, 0xFF] + addresses + request,
        // The beginning of TLS
        [0x16, 0x03, 0x01, 0x02, 0x00, 0x01],
    ])
    func aConnectionWithoutAHeaderIsDroppedWithoutAByte(bytes: [UInt8]) throws {
        let server = try server()
        let client = try RawClient(port: server.port)
        try? client.send(bytes)
        expectNoByte(client)
        #expect(eventually { log.contains("refused: no complete PROXY header, from 127.0.0.1") })
    }

    @Test func aHeaderThatTricklesInEndsTheConnectionWithoutAByte() throws {
        var deadlines = Deadlines()
        deadlines.head = .seconds(1)
        let server = try server(deadlines: deadlines)
        let client = try RawClient(port: server.port)
        try client.send("PROXY UNKNOWN ")
        expectNoByte(client)
    }

    @Test func aConnectionThatBeginsWithNothingIsIdle() throws {
        var deadlines = Deadlines()
        deadlines.idle = .seconds(1)
        let server = try server(deadlines: deadlines)
        expectNoByte(try RawClient(port: server.port))
        let client = try RawClient(port: server.port)
        try client.send("PROXY UNKNOWN\r\n")
        expectNoByte(client)
    }

    @Test func aHeadAfterTheHeaderHasItsDeadline() throws {
        var deadlines = Deadlines()
        deadlines.head = .seconds(1)
        let server = try server(deadlines: deadlines)
        let client = try RawClient(port: server.port)
        try client.send("PROXY TCP4 192.0.2.1 127.0.0.1 12345 8088\r\nGET / HTTP/1.1\r\n")
        #expect(try client.receiveResponse().status == 408)
        #expect(log.contains("refused: the request took too long to arrive, from 192.0.2.1"))
    }

    @Test func withoutTheProtocolAHeaderIsNotARequest() throws {
        let server = try TestServer(directory: directory.path, logger: log.logger)
        for header in ProxyProtocolTests.headers {
            let client = try RawClient(port: server.port)
            try client.send(header + ProxyProtocolTests.request)
            #expect(try client.receiveResponse().status == 400)
        }
        #expect(log.contains("from 127.0.0.1"))
    }

    /// The server closes the connection, or resets it if it has not read all bytes.
    private func expectNoByte(_ client: RawClient) {
        do {
            #expect(try client.receive() == [])
        } catch let error as RawClient.Failure {
            #expect(!error.isForLackOfPatience)
        } catch {
            Issue.record("\(error)")
        }
    }
}
