import Foundation
import MaintenanceServer
import ServerTestSupport
import TestSupport
import Testing

/// Changes are found by polling alone, as on file systems without notifications.
@Suite(.timeLimit(.minutes(15))) struct PollingTests {
    private let directory: TemporaryDirectory
    private let server: TestServer

    init() throws {
        directory = try TemporaryDirectory(["site/index.html": "first", "site/a.txt": "a", "site/sub/b.txt": "b"])
        server = try TestServer(directory: directory.path(of: "site"), configure: { $0.usesNotifications = false })
    }

    private func text(_ target: String) throws -> String {
        try RawClient(port: server.port).exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n").text
    }

    @Test func editsAreFound() throws {
        for count in 0..<2 {
            try directory.write("edit\(count)", to: "site/index.html")
            #expect(try eventually { try text("/") == "edit\(count)" })
        }
        try directory.write("changed", to: "site/sub/b.txt")
        try directory.write("new", to: "site/new/c.txt")
        #expect(try eventually { try text("/sub/b.txt") == "changed" && text("/new/c.txt") == "new" })
        #expect(unlink(directory.path(of: "site/a.txt")) == 0)
        #expect(try eventually { try text("/a.txt") == "edit1" })
    }

    @Test func anotherDirectoryIsFound() throws {
        try directory.write("second", to: "next/index.html")
        try directory.write("new", to: "next/a.txt")
        #expect(rename(directory.path(of: "site"), directory.path(of: "old")) == 0)
        #expect(rename(directory.path(of: "next"), directory.path(of: "site")) == 0)
        #expect(try eventually { try text("/") == "second" && text("/a.txt") == "new" })
    }
}
