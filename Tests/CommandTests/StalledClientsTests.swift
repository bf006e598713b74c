import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct StalledClientsTests {
    private let served: ServedSite

    init() throws {
        served = try ServedSite(["--workers", "1"])
        // This process has the other end of each connection.
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// The median time that a new client waits for the page.
    private func timeOfAnAnswer() throws -> Duration {
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<51 {
            let start = clock.now
            #expect(try served.answers())
            times.append(clock.now - start)
        }
        return times.sorted()[25]
    }

    @Test func twoThousandStalledClientsDelayNobodyAndTakeLittleMemory() throws {
        let descriptorsBefore = served.command.settledDescriptorCount
        let timeBefore = try timeOfAnAnswer()
        let memoryBefore = served.command.residentMemory

        let halfAHead = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 30_000)
        let page = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        let file = "GET /on-disk.bin HTTP/1.1\r\nHost: a\r\n\r\n"
        let upload =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n" + String(repeating: "x", count: 100_000)
        let shortUpload =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30000\r\n\r\n" + String(repeating: "x", count: 20_000)
        let stalled = [(500, ""), (700, halfAHead), (400, page), (400, file), (100, upload), (100, shortUpload)]
        var clients = try stalled.flatMap { count, request in
            try (0..<count).map { _ in
                let client = try RawClient(port: served.port, receiveBuffer: 4096)
                try client.send(request)
                return client
            }
        }
        #expect(eventually { served.command.descriptorCount >= descriptorsBefore + 2200 })
        #expect(eventually { served.command.residentMemory - memoryBefore > 700 * 30_000 }, "not all is read")

        #expect(try timeOfAnAnswer() < timeBefore * 4 + .milliseconds(20))
        // The server holds only incomplete heads, and no other bytes that the clients have sent or not read.
        let memory = served.command.residentMemory - memoryBefore
        #expect(Command.isSanitized || memory < 700 * 65_536 + 1500 * 8192)
        clients.removeAll()
        #expect(eventually { served.command.descriptorCount == descriptorsBefore })
        #expect(try served.answers())
    }

    /// Each connection holds a few kilobytes of the file.
    @Test func aThousandReadersOfALargeFileDelayNobodyAndTakeLittleMemory() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "large.bin": ""])
        #expect(truncate(directory.path(of: "large.bin"), 2 << 30) == 0)
        let server = try Command(["--dir", directory.path, "--listen", "127.0.0.1:0", "--workers", "1"])
        let port = try server.waitUntilListening()
        func timeOfAnAnswer() throws -> Duration {
            let clock = ContinuousClock()
            var times: [Duration] = []
            for _ in 0..<51 {
                let start = clock.now
                #expect(try RawClient(port: port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "page")
                times.append(clock.now - start)
            }
            return times.sorted()[25]
        }
        let timeBefore = try timeOfAnAnswer()
        /// The bytes that the sockets of the server hold for their clients (/proc/net/tcp, proc_net(5)).
        func queued() throws -> Int {
            let address = "0100007F:" + String(format: "%04X", port)
            // `String(contentsOfFile:)` reads only the first 4 KiB.
            let table = try #require(FileHandle(forReadingAtPath: "/proc/net/tcp")).readToEnd() ?? Data()
            return String(decoding: table, as: UTF8.self).split(separator: "\n").reduce(0) {
                let columns = $1.split(separator: " ")
                return columns[1] == address ? $0 + (Int(columns[4].prefix { $0 != ":" }, radix: 16) ?? 0) : $0
            }
        }
        let (memoryBefore, descriptorsBefore) = (server.residentMemory, server.settledDescriptorCount)
        var clients = try (0..<1000).map { _ in
            let client = try RawClient(port: port, receiveBuffer: 4096)
            try client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
            return client
        }
        // Each connection has a descriptor, and evhttp has another one for its reply.
        #expect(eventually { server.descriptorCount >= descriptorsBefore + 2000 })
        #expect(try timeOfAnAnswer() < timeBefore * 4 + .milliseconds(20))
        #expect(Command.isSanitized || server.residentMemory - memoryBefore < 64 << 20)
        let held = try queued()
        #expect(held > 32 << 20 && held < 512 << 20, "\(held)")
        clients.removeAll()
        #expect(eventually { server.descriptorCount == descriptorsBefore })
    }

    /// A reply that evhttp sends takes a second descriptor.
    @Test func readersOfALargeFileLeaveDescriptorsForOthers() throws {
        let site = try ServedSite(
            ["--workers", "1", "--admin", "127.0.0.1:0"], by: ["/usr/bin/prlimit", "--nofile=500:500"])
        let admin = try RawClient(port: #require(site.command.adminPort))
        func ask(_ target: String) throws -> RawResponse {
            try admin.exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        let limit = try #require(
            try ask("/metrics").text.firstMatch(of: #/connections_limit (\d+)/#).flatMap { Int($0.1) })
        // Fewer connections than the limit, with more descriptors than there are.
        var readers = try (0..<(limit - 10)).map { _ in
            let client = try RawClient(port: site.port, receiveBuffer: 4096)
            try client.send("GET /on-disk.bin HTTP/1.1\r\nHost: a\r\n\r\n")
            return client
        }
        // The sockets take the beginning of each reply, even if its rest has to wait.
        for reader in readers { #expect(try reader.receive(upTo: 1).count == 1) }
        for _ in 0..<10 { #expect(try site.answers()) }
        #expect(try ask("/healthz").status == 200)
        #expect(!site.command.standardError.contains("Too many open files"))
        #expect(!site.command.standardError.contains("connections instead of"))
        // A reply that waits is sent once others have ended.
        let last = readers.removeLast()
        readers.removeAll()
        last.endSending()
        #expect(try last.receiveToEnd().count > ServedSite.onDiskSize)
    }

    /// nginx takes 530 bytes for one.
    @Test func anIdleConnectionTakesLessThanHalfAKilobyte() throws {
        // The file is small, because the server reads a large one for its ETag, which takes memory.
        let directory = try TemporaryDirectory(["index.html": "page"])
        let server = try Command(["--dir", directory.path, "--listen", "127.0.0.1:0", "--workers", "1"])
        let port = try server.waitUntilListening()
        func connect() throws -> RawClient {
            let client = try RawClient(port: port)
            #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 503)
            return client
        }
        // With the first connections the server allocates the memory that it needs itself.
        var clients = try (0..<1000).map { _ in try connect() }
        let before = server.residentMemory
        for _ in 0..<4000 { clients.append(try connect()) }
        let growth = server.residentMemory - before
        #expect(before > 0)
        #expect(Command.isSanitized || growth < 4000 * 500, "\(growth / 4000) bytes each")
    }
}
