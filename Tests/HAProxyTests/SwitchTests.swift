import Foundation
import TestSupport
import Testing

/// Planned maintenance, under a steady load and with the configuration that operators copy.
@Suite(.serialized, .timeLimit(.minutes(15))) struct SwitchTests {
    /// The time that a busy machine may add.
    private static let slack = Duration.seconds(15)

    @Test func theSwitchLosesNoRequest() throws {
        let configuration = try Example.text(of: "planned.cfg")
            .replacing("src 192.0.2.0/24", with: "req.hdr(X-Staff) -m found")
        let deployment = try Deployment(configuration, options: ["--admin", "127.0.0.1:0"])
        let visitors = deployment.visitors
        for _ in 0..<2 {
            #expect(visitors.allGet(.application, within: SwitchTests.slack))
            #expect(try deployment.run("on", "--until", "+2h", "--note", "Upgrading.").status == 0)
            #expect(visitors.allGet(.page, within: SwitchTests.slack))
            #expect(try deployment.request("GET", "/x", fields: "X-Staff: 1\r\n").status == 200)
            #expect(try deployment.request("POST", "/shop/cart", body: "item=3").status == 503)
            #expect(try deployment.run("off").status == 0)
        }
        #expect(visitors.allGet(.application, within: SwitchTests.slack))
        #expect(try deployment.run("on").status == 0)
        #expect(visitors.allGet(.page, within: SwitchTests.slack))
        deployment.maintenance.send(signal: SIGKILL)
        #expect(visitors.allGet(.application, within: SwitchTests.slack))
        #expect(visitors.leave())
        let outcomes = visitors.visits.joined().map(\.outcome)
        #expect(outcomes.filter { $0 != .application && $0 != .page } == [])
    }

    /// The steps of README and Documentation/outage.md, from an empty directory.
    @Test func theFirstFiveMinutes() throws {
        let directory = try TemporaryDirectory()
        let state = directory.path(of: "state")
        let maintenance = try Command(
            [
                "--site-name", "Blackwood Books", "--state", state, "--admin", "127.0.0.1:0", "--port", "0",
                "--address",
                "127.0.0.1",
            ], directory: directory.path)
        let port = try maintenance.waitUntilListening()
        let application = try Primary(name: "app1")
        let ports = [8080: application.port, 8088: port, 9088: maintenance.adminPort ?? 0]
        let haproxy = try HAProxy(
            ports.reduce(try SwitchTests.documented()) {
                $0.replacing("127.0.0.1:\($1.key)", with: "127.0.0.1:\($1.value)")
            })
        let ask = { try RawClient(port: haproxy.port).exchange("GET /shop HTTP/1.1\r\nHost: a\r\n\r\n") }
        let run = { (arguments: [String]) in try Command.run(arguments + ["--state", state]).status }
        #expect(try eventually { try ask().status == 200 })
        #expect(try run(["on", "--until", "+2h", "--note", "We are moving."]) == 0)
        #expect(try eventually { try ask().status == 503 })
        let page = try ask().text
        #expect(page.contains("<p>Blackwood Books</p>") && page.contains(">We are moving.</p>"))
        #expect(try run(["note", "Half of it is done."]) == 0)
        #expect(try eventually { try ask().text.contains(">Half of it is done.</p>") })
        #expect(try run(["off"]) == 0)
        #expect(try eventually { try ask().status == 200 })
    }

    /// The block in the documentation, as a whole configuration.
    private static func documented() throws -> String {
        let text = try String(contentsOfFile: Example.path(of: "../Documentation/outage.md"), encoding: .utf8)
        let start = try #require(text.firstRange(of: "```haproxy\nfrontend www")).lowerBound
        let block = text[start...].drop { $0 != "\n" }
        let end = try #require(block.firstRange(of: "```")).lowerBound
        let times = ["client", "server", "connect"].map { "    timeout \($0) 5s\n" }.joined()
        return "defaults\n    mode http\n\(times)\(block[..<end])"
    }

    @Test func theExampleIsValid() throws {
        #expect(try HAProxy.complaint(about: Example.path(of: "planned.cfg")) == nil)
    }
}
