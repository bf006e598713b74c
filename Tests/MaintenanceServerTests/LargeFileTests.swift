import Foundation
import MaintenanceSite
import ServerTestSupport
import TestSupport
import Testing

/// A file that is too large for memory, and is sent from disk.
@Suite(.timeLimit(.minutes(15))) struct LargeFileTests {
    private static let content = (0..<20_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 16) }
    private let directory: TemporaryDirectory
    private let server: TestServer

    init() throws {
        directory = try TemporaryDirectory(["index.html": "page", "part.txt": "part"])
        try directory.write(Data(LargeFileTests.content), to: "large.bin")
        var limits = SiteLimits()
        limits.memoryWithLargeFiles = 0
        server = try TestServer(directory: directory.path, limits: limits)
    }

    @Test func aLargeFileArrivesCompletely() throws {
        let client = try RawClient(port: server.port)
        let response = try client.exchange("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(response["Content-Length"] == "20000000")
        #expect(response.body == LargeFileTests.content)
        #expect(try client.exchange("GET /part.txt HTTP/1.1\r\nHost: a\r\n\r\n").text == "part")
    }

    @Test func aClientThatHasEndedSendingGetsTheWholeFile() throws {
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
        client.endSending()
        #expect(try client.receiveResponse().body == LargeFileTests.content)
    }

    @Test func aClientThatKeepsSendingGetsTheWholeFile() throws {
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
        let first = try client.receive(upTo: 1000)
        try client.send("GET /part.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        let all = try first + client.receiveToEnd()
        #expect(RawResponse(all)?.body == LargeFileTests.content)
        #expect(all.suffix(4).elementsEqual("part".utf8))
    }

    @Test func aClientThatSendsEverythingBeforeReadingGetsTheWholeFile() throws {
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send("POST /large.bin HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n")
        // More than the buffers of both sockets hold, so that the server has to read while its reply is not read.
        try client.send([UInt8](repeating: 0, count: 20_000_000))
        client.endSending()
        #expect(try client.receiveResponse().body == LargeFileTests.content)
    }

    @Test func aClientThatHasEndedAnUploadGetsTheWholeFile() throws {
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send("POST /large.bin HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        client.endSending()
        #expect(try client.receiveResponse().body == LargeFileTests.content)
        #expect(try client.receive() == [])
    }

    /// In place, with as many bytes as before.
    @Test func aFileThatIsOverwrittenOnDiskIsNeverSentInFull() throws {
        for fields in ["", "Range: bytes=100-\r\n"] {
            let client = try RawClient(port: server.port, receiveBuffer: 4096)
            try client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
            let first = try client.receive(upTo: 1000)
            let file = try #require(FileHandle(forWritingAtPath: directory.path(of: "large.bin")))
            try file.write(contentsOf: Data(count: LargeFileTests.content.count))
            try file.close()
            let received = try first.count + client.receiveToEnd().count
            #expect(received < LargeFileTests.content.count)
            #expect(
                try eventually {
                    let response = try RawClient(port: server.port).exchange(
                        "GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
                    return response.body == [UInt8](repeating: 0, count: LargeFileTests.content.count)
                })
        }
    }

    @Test func aFileThatIsTruncatedOnDiskEndsOnlyTheConnection() throws {
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        try client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
        let first = try client.receive(upTo: 1000)
        #expect(truncate(directory.path(of: "large.bin"), 1_000_000) == 0)
        // Fails if the connection stays open, because then the client gives up with an error.
        let received = try first.count + client.receiveToEnd().count
        #expect(received < 20_000_000)
        #expect(try RawClient(port: server.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "page")
    }
}
