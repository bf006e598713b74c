import Foundation
import TestSupport
import Testing

/// Programs that lose the answer if the server ends its side of the connection early, or that announce a body and never
/// send it.
@Suite(.timeLimit(.minutes(15))) struct EarlyEndTests {
    /// hitch treats the end of one side as the end of both.
    @Test(arguments: [20_000, 33_000, 400_000, 4_000_000])
    func everyUploadGetsThePageThroughHitch(size: Int) async throws {
        let site = try PageBehind { port, maintenance in
            let configuration = """
                frontend = "[127.0.0.1]:\(port)"
                backend = "[127.0.0.1]:\(maintenance)"
                pem-file = "site.pem"
                workers = 1
                daemon = off
                ocsp-dir = ""
                \(geteuid() == 0 ? "user = \"nobody\"\ngroup = \"nogroup\"" : "")

                """
            return try Program(
                [Example.tool("debian/usr/sbin/hitch"), "--config=hitch.conf"],
                files: ["hitch.conf": configuration, "photo": ""], environment: EarlyEndTests.libraries
            ) {
                try $0.writeCertificate(to: "site.pem")
                truncate($0.path(of: "photo"), size)
            }
        }
        let curl = [
            "/usr/bin/curl", "--silent", "--show-error", "--insecure", "--header", "Expect:", "--data-binary",
            "@\(site.proxy.directory.path(of: "photo"))", "--write-out", "\n%{http_code}",
            "https://127.0.0.1:\(site.port)/shop/photos",
        ]
        #expect(eventually { (try? RawClient(port: site.port)) != nil }, "\(site.proxy.output)")
        let outputs = try await runOnThread { try (0..<10).map { _ in try Program(curl).waitForEnd().output } }
        #expect(outputs == Array(repeating: "\(Outcome.pageText)\n503", count: 10))
    }

    /// lighttpd sends its error handler the Content-Length of the failed request, without its body.
    @Test func theServerDoesNotWaitLongForABodyThatLighttpdNeverSends() async throws {
        let application = try LoopbackSocket()
        let site = try PageBehind { port, maintenance in
            let configuration = """
                server.bind = "127.0.0.1"
                server.port = \(port)
                server.document-root = "."
                server.modules = ("mod_proxy")
                server.error-handler = "/maintenance"
                $HTTP["url"] =~ "^/maintenance" {
                    proxy.server = ("" => (("host" => "127.0.0.1", "port" => \(maintenance))))
                } else {
                    proxy.server = ("" => (("host" => "127.0.0.1", "port" => \(application.port))))
                }

                """
            return try Program(
                [
                    Example.tool("debian/usr/sbin/lighttpd"), "-D", "-f", "lighttpd.conf", "-m",
                    Example.tool("debian/usr/lib/lighttpd"),
                ], files: ["lighttpd.conf": configuration], environment: EarlyEndTests.libraries)
        }
        let isReady = eventually {
            let client = try? RawClient(port: site.port)
            return (try? client?.exchange("GET /shop HTTP/1.1\r\nHost: shop.example\r\n\r\n").text) == Outcome.pageText
        }
        #expect(isReady, "\(site.proxy.output)")
        // Measured on the thread, because the test itself may have to wait for its turn.
        let (response, time) = try await runOnThread { [port = site.port] in
            let start = ContinuousClock.now
            let fields = "Host: shop.example\r\nContent-Length: 6\r\n"
            let response = try RawClient(port: port).exchange(
                "POST /shop/order HTTP/1.1\r\n\(fields)\r\nitem=3")
            return (response, ContinuousClock.now - start)
        }
        #expect(Outcome(response, to: "/shop/order") == .page)
        // Waiting for the whole deadline of a body would take 10 seconds.
        #expect(time < .seconds(8))
    }

    private static let libraries = ["LD_LIBRARY_PATH": Example.tool("debian/usr/lib/x86_64-linux-gnu")]
}

/// `maintenance` behind a program without backup servers.
private final class PageBehind {
    let port: UInt16
    let proxy: Program
    private let front: LoopbackSocket
    private let directory: TemporaryDirectory
    private let maintenance: Command

    init(_ run: (_ port: UInt16, _ maintenance: UInt16) throws -> Program) throws {
        directory = try TemporaryDirectory(["index.html": Outcome.pageText])
        maintenance = try Command(["--dir", directory.path, "--address", "127.0.0.1", "--port", "0"])
        front = try LoopbackSocket()
        port = front.port
        proxy = try run(port, try maintenance.waitUntilListening())
    }
}
