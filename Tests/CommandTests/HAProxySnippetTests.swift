import TestSupport
import Testing

/// `maintenance haproxy snippet`
@Suite(.timeLimit(.minutes(15))) struct HAProxySnippetTests {
    private func snippet(_ arguments: [String], environment: [String: String] = [:]) throws -> Command.Result {
        try Command.run(["haproxy", "snippet"] + arguments, environment: environment)
    }

    @Test(
        arguments: [
            ([], "server maintenance 127.0.0.1:8088 check backup"),
            (["--port", "80"], "server maintenance 127.0.0.1:80 check backup"),
            (["--address", ""], "server maintenance 127.0.0.1:8088 check backup"),
            (["--address", "::1"], "server maintenance [::1]:8088 check backup"),
            (["--address", "web1.example"], "server maintenance web1.example:8088 check backup"),
            (["--listen", "unix:/run/m.sock"], "server maintenance unix@/run/m.sock check backup"),
            (
                ["--listen", "unix:@m", "--haproxy-version", "3.2"],
                "server maintenance abnsz@m check backup"
            ),
            (["--proxy-protocol"], "server maintenance 127.0.0.1:8088 send-proxy-v2 check backup"),
            (["--admin", "9088"], "server switch 127.0.0.1:9088 check inter 500ms fall 1 rise 1"),
            (["--admin", "10.0.0.5:99"], "server switch 10.0.0.5:99 check inter 500ms fall 1 rise 1"),
            (["10.0.0.1:80", "[::1]:81", "unix@/run/a"], "server app2 [::1]:81 check slowstart 30s"),
            (["unix@/run/a"], "server app1 unix@/run/a check slowstart 30s"),
            (["a:1", "b:1", "c:1", "d:1"], "retries 5"),
        ] as [([String], String)])
    func theOptionsAreThoseOfTheServer(arguments: [String], line: String) throws {
        let result = try snippet(arguments)
        #expect(result.status == 0 && result.standardError == "")
        #expect(result.standardOutput.contains("\n    \(line)\n"), "\(result.standardOutput)")
        #expect(result.standardOutput.contains("use_backend") == arguments.contains("--admin"))
    }

    /// HAProxy treats the server of the switch as up until its first check, so that check has to come at once.
    @Test func theBackendOfTheSwitchComesFirst() throws {
        let lines = try snippet(["--admin", "9088"]).standardOutput.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("backend ") } == ["backend planned", "backend maintenance", "backend app"])
    }

    @Test func theSnippetReadsVariables() throws {
        let result = try snippet([], environment: ["MAINTENANCE_PORT": "99", "MAINTENANCE_PROXY_PROTOCOL": "true"])
        #expect(result.standardOutput.contains("server maintenance 127.0.0.1:99 send-proxy-v2 check backup"))
    }

    @Test(
        arguments: [
            (["--haproxy-version", "2.2"], "--haproxy-version '2.2': HAProxy before 2.4 lacks some of the lines"),
            (["--haproxy-version", "new"], "--haproxy-version 'new': a version is written as 2.6 or 2.6.12"),
            (["--port", "0"], "--port '0': no server listens on port 0"),
            (["--admin", "0"], "--admin 'localhost:0': no server listens on port 0"),
            (["--listen", "unix:m.sock"], "--listen 'unix:m.sock': HAProxy needs the absolute path of a socket"),
            (
                ["--listen", "unix:@m", "--haproxy-version", "3.0.1"],
                "--listen 'unix:@m': HAProxy before 3.1 pads abstract names; use unix:PATH"
            ),
            (["app1"], "'app1': the address of an application is HOST:PORT, [IPV6]:PORT or unix@PATH"),
            (
                ["a:80\nuser root"],
                "'a:80 user root': the address of an application is HOST:PORT, [IPV6]:PORT or unix@PATH"
            ),
        ] as [([String], String)])
    func invalidOptionsAreRefused(arguments: [String], message: String) throws {
        let result = try snippet(arguments)
        #expect(result.status == 64 && result.standardOutput == "")
        #expect(result.standardError == "maintenance: \(message)\n")
    }
}
