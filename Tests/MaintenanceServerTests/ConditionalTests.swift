import Foundation
import MaintenanceSite
import ServerTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct ConditionalTests {
    private static let past = "Thu, 01 Jan 1970 00:00:01 GMT"
    private static let future = "Fri, 31 Dec 9999 23:59:59 GMT"
    private static let large = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 16) }

    private let directory: TemporaryDirectory
    private let server: TestServer

    init() throws {
        directory = try TemporaryDirectory(["index.html": "page", "digits.txt": "0123456789", "empty.txt": ""])
        try directory.write(Data(ConditionalTests.large), to: "large.bin")
        var limits = SiteLimits()
        limits.memoryWithLargeFiles = 0
        server = try TestServer(directory: directory.path, limits: limits)
    }

    private func request(_ method: String, _ target: String, _ fields: [String] = []) throws -> RawResponse {
        let lines = ["\(method) \(target) HTTP/1.1", "Host: a"] + fields
        return try RawClient(port: server.port).exchange(lines.map { $0 + "\r\n" }.joined() + "\r\n")
    }

    @Test func aCacheThatHasTheResourceGets304() throws {
        let first = try request("GET", "/digits.txt")
        let tag = try #require(first["ETag"])
        for condition in [
            "If-None-Match: \(tag)", "If-None-Match: W/\(tag)", "If-None-Match: \"x\", \(tag)", "If-None-Match: *",
        ] {
            for method in ["GET", "HEAD"] {
                let response = try request(method, "/digits.txt", [condition])
                #expect(response.statusLine == "HTTP/1.1 304 Not Modified")
                #expect(
                    response.fields.map(\.name) == [
                        "Date", "Maintenance", "X-Content-Type-Options", "Cache-Control", "ETag",
                    ])
                #expect(response["ETag"] == tag)
                #expect(response["Cache-Control"] == "no-store, max-age=0")
            }
        }
        for condition in [
            "If-None-Match: \"x\"", "If-Modified-Since: \(ConditionalTests.future)", "If-None-Match: x",
        ] {
            let response = try request("GET", "/digits.txt", [condition])
            #expect(response.statusLine == "HTTP/1.1 200 OK")
            #expect(response.text == "0123456789")
            #expect(response["Accept-Ranges"] == "bytes")
        }
    }

    @Test func aFailedConditionGetsAShortAnswer() throws {
        let tag = try #require(try request("GET", "/digits.txt")["ETag"])
        for condition in ["If-Match: \"x\"", "If-Match: W/\(tag)"] {
            let response = try request("GET", "/digits.txt", [condition])
            #expect(response.statusLine == "HTTP/1.1 412 Precondition Failed")
            #expect(
                response.fields.map(\.name) == [
                    "Date", "Maintenance", "X-Content-Type-Options", "Cache-Control", "Content-Length",
                ])
            #expect(response["Content-Length"] == "0")
        }
        for condition in ["If-Match: \(tag)", "If-Match: *", "If-Unmodified-Since: \(ConditionalTests.past)"] {
            #expect(try request("GET", "/digits.txt", [condition]).text == "0123456789")
        }
    }

    @Test func severalLinesOfAListAreOneList() throws {
        let tag = try #require(try request("GET", "/digits.txt")["ETag"])
        let lines = ["If-None-Match: \"x\"", "if-none-match: \(tag)"]
        #expect(try request("GET", "/digits.txt", lines).status == 304)
        #expect(try request("GET", "/digits.txt", ["Range: bytes=0-1", "Range: bytes=2-3"]).status == 200)
    }

    @Test(arguments: [
        ("bytes=0-0", "0", "0-0"), ("bytes=2-4", "234", "2-4"), ("bytes=5-", "56789", "5-9"),
        ("bytes=-3", "789", "7-9"),
        ("bytes=8-99999999999999999999", "89", "8-9"), ("bytes=-99", "0123456789", "0-9"), ("BYTES=9-9", "9", "9-9"),
    ])
    func onlyTheRequestedPartIsSent(range: String, text: String, place: String) throws {
        let whole = try request("GET", "/digits.txt")
        let part = try request("GET", "/digits.txt", ["Range: \(range)"])
        #expect(part.statusLine == "HTTP/1.1 206 Partial Content")
        #expect(part.text == text)
        #expect(part["Content-Length"] == "\(text.utf8.count)")
        #expect(part["Content-Range"] == "bytes \(place)/10")
        for name in [
            "ETag", "Content-Type", "Cache-Control", "Accept-Ranges", "X-Content-Type-Options",
        ] {
            #expect(part[name] != nil && part[name] == whole[name])
        }
    }

    /// RFC 9110 §14.2
    @Test(arguments: ["bytes=0-1", "bytes=-2", "bytes=10-"])
    func headIgnoresRange(range: String) throws {
        let whole = try request("HEAD", "/digits.txt")
        let head = try request("HEAD", "/digits.txt", ["Range: \(range)"])
        #expect(head.statusLine == "HTTP/1.1 200 OK")
        #expect(head["Content-Length"] == "10")
        #expect(head.fields.map(\.name) == whole.fields.map(\.name))
    }

    @Test func aPartOfAFileOnDiskIsSent() throws {
        let client = try RawClient(port: server.port)
        // The socket gets the first 1 MiB at once.
        for range in [0..<1, 7..<8, 1_048_575..<1_048_577, 123_456..<2_500_000, 2_999_999..<3_000_000, 0..<3_000_000] {
            let response = try client.exchange(
                "GET /large.bin HTTP/1.1\r\nHost: a\r\nRange: bytes=\(range.lowerBound)-\(range.upperBound - 1)\r\n\r\n"
            )
            #expect(response.status == 206)
            #expect(response["Content-Range"] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/3000000")
            #expect(response.body == Array(ConditionalTests.large[range]))
        }
    }

    @Test func theAnswerToAnUnsatisfiableRangeHasTheLength() throws {
        for range in ["bytes=10-", "bytes=-0", "bytes=10-11,99999999999999999999-"] {
            let response = try request("GET", "/digits.txt", ["Range: \(range)"])
            #expect(response.statusLine == "HTTP/1.1 416 Range Not Satisfiable")
            #expect(response["Content-Range"] == "bytes */10")
            #expect(response["Content-Length"] == "0")
        }
        #expect(try request("GET", "/empty.txt", ["Range: bytes=0-"])["Content-Range"] == "bytes */0")
        #expect(try request("GET", "/empty.txt", ["Range: bytes=-5"]).status == 200)
    }

    @Test(arguments: ["items=0-1", "bytes=5-4", "bytes=x", "bytes=", "0-1", "bytes=0-1,4-5"])
    func anIgnoredRangeGetsTheWholeFile(range: String) throws {
        let response = try request("GET", "/digits.txt", ["Range: \(range)"])
        #expect(response.statusLine == "HTTP/1.1 200 OK")
        #expect(response.text == "0123456789")
        #expect(response["Content-Range"] == nil)
    }

    @Test func ifRangeDecidesBetweenThePartAndTheWhole() throws {
        let old = Date(timeIntervalSince1970: 784_111_777)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: directory.path(of: "digits.txt"))
        func status(_ condition: String) throws -> Int {
            try request("GET", "/digits.txt", ["Range: bytes=0-1", "If-Range: \(condition)"]).status
        }
        let tag = try #require(try request("GET", "/digits.txt")["ETag"])
        #expect(try status(tag) == 206)
        #expect(try status("W/\(tag)") == 200)
        #expect(try status("\"x\"") == 200)
        #expect(try status("Sun, 06 Nov 1994 08:49:37 GMT") == 200)
        #expect(try status("Sun, 06 Nov 1994 08:49:38 GMT") == 200)
    }

    @Test func theConnectionContinuesAfterEachAnswer() throws {
        let client = try RawClient(port: server.port)
        for (field, status) in [
            ("If-None-Match: *", 304), ("If-Match: \"x\"", 412), ("Range: bytes=0-1", 206), ("Range: bytes=10-", 416),
            ("Accept: */*", 200),
        ] {
            for method in ["GET", "HEAD"] {
                let response = try client.exchange("\(method) /digits.txt HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n")
                #expect(response.status == (method == "HEAD" && field.hasPrefix("Range") ? 200 : status))
                #expect(response["Connection"] == nil)
                #expect(response["Transfer-Encoding"] == nil)
            }
        }
    }

    @Test(arguments: [
        ("GET", "/", 503), ("HEAD", "/none", 503), ("PUT", "/digits.txt", 503), ("POST", "/digits.txt", 200),
        ("OPTIONS", "/digits.txt", 200),
    ])
    func nothingElseIsConditional(method: String, target: String, status: Int) throws {
        let plain = try request(method, target)
        #expect(plain.status == status)
        for field in [
            "If-None-Match: *", "If-Match: \"x\"", "If-Modified-Since: \(ConditionalTests.future)",
            "If-Unmodified-Since: \(ConditionalTests.past)", "Range: bytes=0-1", "Range: bytes=99-",
        ] {
            let response = try request(method, target, [field])
            #expect(response.status == status)
            #expect(response.body == plain.body)
            #expect(response.fields.map(\.name) == plain.fields.map(\.name))
        }
    }
}
