import Foundation
import TestSupport
import Testing

/// The units, checked by systemd's tools. No service manager runs here.
@Suite(.timeLimit(.minutes(15))) struct SystemdTests {
    private static let names = ["maintenance.service", "maintenance.socket", "maintenance-admin.socket"]

    /// Runs systemd-analyze on the units, with the built server in place of the installed one.
    private func analyze(_ arguments: [String], _ names: [String] = SystemdTests.names) throws -> Program.Result {
        let units = try names.map { name in
            let text = try Example.text(of: name)
                .replacing("/usr/bin/maintenance", with: Command.executable.path)
            return (name, text)
        }
        let directory = try TemporaryDirectory(Dictionary(uniqueKeysWithValues: units))
        return try Program(["/usr/bin/systemd-analyze"] + arguments + names.map { directory.path(of: $0) }).waitForEnd()
    }

    @Test func theUnitsAreValid() throws {
        let result = try analyze(["verify", "--man=no"])
        #expect(result.status == 0)
        #expect(result.output == "")
    }

    /// At most 1.0 on systemd's scale, whose worst is 10.
    @Test func theServiceHasALowExposure() throws {
        let result = try analyze(["security", "--offline=true", "--threshold=10"], ["maintenance.service"])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func theServerTakesTheGivenSocket() throws {
        let line = try #require(try Example.text(of: "maintenance.service").firstMatch(of: #/ExecStart=\S+(.*)/#))
        let site = try TemporaryDirectory(["index.html": Outcome.pageText])
        let options = line.1.split(separator: " ").map(String.init)
        #expect(try Example.text(of: "maintenance.socket").contains("\nListenStream=127.0.0.1:8088\n"))
        let port = try LoopbackSocket()
        let server = try Program(
            [
                "/usr/bin/systemd-socket-activate", "--listen=127.0.0.1:\(port.port)",
                "--setenv=MAINTENANCE_DIR=\(site.path)", Command.executable.path,
            ] + options)
        #expect(eventually { server.output.contains("Listening on") }, "\(server.output)")
        let response = try RawClient(port: port.port).exchange("GET /shop HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(Outcome(response, to: "/shop") == .page, "\(server.output)")
        // The server opens no additional port.
        #expect(!server.output.contains("8088"))
    }

    /// Everything that the server does from its start to its end, with requests and changes of the site.
    @Test func theServerMakesNoForbiddenSystemCall() throws {
        let site = try TemporaryDirectory(["index.html": Outcome.pageText])
        try site.write(Data(count: 2 << 20), to: "large.bin")
        let trace = try TemporaryDirectory()
        // Without capabilities, as in the service. As a grandchild, strace does not intercept the server's signals.
        let strace = [
            "/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all", "/usr/bin/strace", "--daemonize", "-ff",
            "--output", trace.path(of: "calls"),
        ]
        let server = try Command(
            ["--dir", site.path, "--address", "127.0.0.1", "--port", "0", "--access-log", "json"], by: strace)
        let port = try server.waitUntilListening()
        for target in ["/shop", "/large.bin"] {
            _ = try RawClient(port: port).exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        try site.write("Changed", to: "index.html")
        #expect(
            try eventually {
                try RawClient(port: port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "Changed"
            })
        server.send(signal: SIGHUP)
        _ = try RawClient(port: port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        server.send(signal: SIGTERM)
        #expect(server.waitForEnd().status == 0)

        let called = try calls(in: trace)
        #expect(called.contains("accept4") && called.contains("inotify_add_watch") && called.contains("sendfile"))
        #expect(called.contains("landlock_restrict_self") || !Command.canBeConfined)
        let forbidden = called.subtracting(try allowedCalls())
        // A sanitizer makes additional calls.
        #expect(forbidden == [] || Command.isSanitized, "\(forbidden)")
    }

    private func calls(in trace: TemporaryDirectory) throws -> Set<String> {
        let files = try FileManager.default.contentsOfDirectory(atPath: trace.path)
        return Set(
            try files.flatMap { file in
                try String(contentsOfFile: trace.path(of: file), encoding: .utf8).split(separator: "\n")
                    .compactMap { $0.firstMatch(of: #/^(\w+)\(/#).map { String($0.1) } }
            })
    }

    /// The calls in the service's SystemCallFilter.
    private func allowedCalls() throws -> Set<String> {
        let lines = try Example.text(of: "maintenance.service").split(separator: "\n")
        var allowed: Set<String> = []
        for line in lines where line.hasPrefix("SystemCallFilter=") {
            let value = line.dropFirst("SystemCallFilter=".count)
            let calls = try value.drop { $0 == "~" }.split(separator: " ").map(String.init)
                .flatMap { $0.hasPrefix("@") ? try self.calls(of: $0) : [$0] }
            if value.hasPrefix("~") { allowed.subtract(calls) } else { allowed.formUnion(calls) }
        }
        return allowed
    }

    /// The calls in one of systemd's sets, and in those that it is made of.
    private func calls(of set: String) throws -> [String] {
        let result = try Program(["/usr/bin/systemd-analyze", "syscall-filter", set]).waitForEnd()
        try #require(result.status == 0, "\(result.output)")
        let names = result.output.split(separator: "\n").dropFirst().map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.hasPrefix("#") && !$0.isEmpty }
        return try names.flatMap { $0.hasPrefix("@") ? try calls(of: $0) : [$0] }
    }
}
