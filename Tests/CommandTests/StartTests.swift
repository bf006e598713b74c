import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct StartTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(["index.html": "page", "logo.png": "logo"])
    }

    /// The log without the line about the sandbox, which depends on the kernel.
    private func lines(of command: Command) -> [String] {
        command.standardError.split(separator: "\n").map(String.init).filter { !$0.contains(" sandbox: ") }
    }

    private func firstLine(of command: Command) -> String { lines(of: command).first ?? "" }

    @Test func fewDescriptorsMeanFewConnections() throws {
        let served = try ServedSite(
            ["--workers", "1", "--max-connections", "1000"], by: ["/usr/bin/prlimit", "--nofile=100"])
        #expect(served.command.standardError.contains("connections instead of 1000"))
        let clients = try (0..<100).map { _ in try RawClient(port: served.port) }
        // The server closes idle connections until each client had its turn.
        for client in clients { try client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") }
        for client in clients { #expect(try client.receiveResponse().status == 503) }
        #expect(!served.command.standardError.contains("accept"))
    }

    @Test func oneLineNamesTheAddressTheSiteAndItsSize() throws {
        let command = try Command(["--dir", directory.path, "--port", "0"])
        let port = try command.waitUntilListening()
        let places = "127.0.0.1:\(port)(, \\[::1\\]:\(port))?"
        let line = try Regex("listening on \(places), serving \(directory.path), resources: 1$")
        #expect(firstLine(of: command).contains(line))
        #expect(lines(of: command).count == 1)
    }

    @Test func theLogNamesALanguageWithoutAPage() throws {
        try directory.write("Seite", to: "index.de.html")
        for (language, isNamed) in [("pl", true), ("de", false)] {
            let command = try Command(["--dir", directory.path, "--port", "0", "--language", language])
            _ = try command.waitUntilListening()
            let warning = "index.html is sent to every visitor, because no file of the page is in pl"
            #expect(command.standardError.contains(warning) == isNamed)
        }
    }

    @Test func theDefaultDirectoryIsStatic() throws {
        let parent = try TemporaryDirectory(["static/index.html": "page"])
        let command = try Command(["--port", "0"], directory: parent.path)
        _ = try command.waitUntilListening()
        #expect(firstLine(of: command).contains("serving static, resources: 0"))
    }

    @Test func variablesSetOptionsThatAreNotGiven() throws {
        let environment = [
            "MAINTENANCE_DIR": directory.path, "MAINTENANCE_PORT": "0", "MAINTENANCE_ADDRESS": "127.0.0.1",
            "MAINTENANCE_RETRY_AFTER": "7", "MAINTENANCE_WORKERS": "1", "MAINTENANCE_DRAIN": "3",
            "MAINTENANCE_LOG_LEVEL": "notice",
        ]
        for (options, retryAfter) in [([], "7"), (["--retry-after", "120"], "120")] {
            let command = try Command(["--log-level", "info"] + options, environment: environment)
            let port = try command.waitUntilListening()
            #expect(!command.standardError.contains("::1"))
            let response = try RawClient(port: port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(response["Retry-After"] == retryAfter)
        }
    }

    @Test(arguments: [([], 60...90), (["--refresh", "4"], 4...6), (["--refresh", "0"], nil)])
    func theRefreshBringsBackABrowserWithoutJavaScript(options: [String], seconds: ClosedRange<Int>?) throws {
        let site = try ServedSite(options)
        let response = try RawClient(port: site.port).exchange("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        let refresh = response["Refresh"].map { Int($0) ?? 0 }
        #expect(seconds.map { $0.contains(refresh ?? 0) } ?? (refresh == nil))
    }

    @Test(
        arguments: [
            (
                [
                    "--header", "X-A: 1", "--header", "X-B: 2, 3", "--cors", "https://a.example", "--cors", "*",
                    "--typed-misses",
                ], [:]
            ),
            (
                [],
                [
                    "MAINTENANCE_HEADER": "X-A: 1\nX-B: 2, 3\n", "MAINTENANCE_CORS": "https://a.example, *",
                    "MAINTENANCE_TYPED_MISSES": "true",
                ]
            ),
        ])
    func optionsChangeTheAnswers(options: [String], environment: [String: String]) throws {
        let site = try ServedSite(options, environment: environment)
        let client = try RawClient(port: site.port)
        let preflight = try client.exchange(
            "OPTIONS /x HTTP/1.1\r\nHost: a\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: PUT\r\n\r\n")
        #expect(preflight.status == 204)
        #expect(preflight["Content-Length"] == nil)
        #expect(preflight["Access-Control-Allow-Origin"] == "https://a.example")
        let miss = try client.exchange(
            "GET /x HTTP/1.1\r\nHost: a\r\nOrigin: https://b.example\r\nSec-Fetch-Dest: style\r\n\r\n")
        #expect(miss.status == 503)
        #expect(miss["Content-Type"] == "text/css; charset=utf-8")
        #expect(miss["Access-Control-Allow-Origin"] == "*")
        #expect(miss["X-A"] == "1")
        #expect(miss["X-B"] == "2, 3")
    }

    @Test func oneLanguageMayBeTheOnlyOne() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "index.de.html": "Seite"])
        for (options, environment) in [(["--language", "de"], [:]), ([], ["MAINTENANCE_LANGUAGE": "de-AT"])] {
            let command = try Command(
                ["--dir", directory.path, "--port", "0", "--address", "127.0.0.1"] + options, environment: environment)
            let client = try RawClient(port: command.waitUntilListening())
            #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\nAccept-Language: en\r\n\r\n").text == "Seite")
        }
    }

    @Test(arguments: ["none", "192.0.2.1", "10.0.0.0/8, 2001:db8::/32,::1,none"])
    func trustedProxiesAreAddressesAndNetworks(list: String) throws {
        _ = try ServedSite(["--trusted-proxy", list, "--trusted-proxy", "::ffff:192.0.2.1"])
        let environment = ["MAINTENANCE_TRUSTED_PROXY": list, "MAINTENANCE_PROXY_PROTOCOL": "false"]
        let command = try Command(["--dir", directory.path, "--port", "0"], environment: environment)
        let port = try command.waitUntilListening()
        #expect(try RawClient(port: port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 503)
    }

    @Test func anOptionTakesPrecedenceOverABadVariable() throws {
        let environment = ["MAINTENANCE_PORT": "nonsense", "MAINTENANCE_DIR": "/nonexistent"]
        let command = try Command(["--port", "0", "--dir", directory.path], environment: environment)
        _ = try command.waitUntilListening()
    }

    /// Kubernetes sets it in every container of a namespace with a Service named `maintenance`.
    @Test func theVariableThatKubernetesSetsForAServiceIsIgnored() throws {
        let result = try Command.run(
            ["--dir", directory.path, "--address", "192.0.2.1"],
            environment: ["MAINTENANCE_PORT": "tcp://10.96.0.12:8088"])
        #expect(result.standardError.contains("192.0.2.1"))
        #expect(!result.standardError.contains("MAINTENANCE_PORT"))
    }

    @Test func theEmptyAddressStandsForAll() throws {
        for (options, environment) in [(["--address", ""], [:]), ([], ["MAINTENANCE_ADDRESS": ""])] {
            let command = try Command(["--dir", directory.path, "--port", "0"] + options, environment: environment)
            let port = try command.waitUntilListening()
            #expect(firstLine(of: command).contains("listening on 0.0.0.0:\(port)"))
            #expect(try RawClient(port: port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "page")
        }
    }

    @Test func severalAddressesShareThePort() throws {
        let command = try Command([
            "--dir", directory.path, "--port", "0", "--address", "127.0.0.1", "--address", "127.0.0.2", "--address",
            "127.0.0.1",
        ])
        let port = try command.waitUntilListening()
        #expect(firstLine(of: command).contains("listening on 127.0.0.1:\(port), 127.0.0.2:\(port), serving"))
    }

    @Test func omissionsAreLoggedOnce() throws {
        try directory.link("passwd", to: "/etc/passwd")
        let command = try Command(["--dir", directory.path, "--port", "0", "--address", "127.0.0.1"])
        _ = try command.waitUntilListening()
        let lines = lines(of: command)
        #expect(lines.count == 2, "\(lines)")
        #expect(lines[0].contains("passwd: it is not served: it is a symbolic link that leaves the site"))
    }

    @Test func aFileNameCannotForgeALineOfTheLog() throws {
        #expect(mkfifo(directory.path(of: "a\nforged\u{1B}[31m"), 0o644) == 0)
        let command = try Command(["--dir", directory.path, "--port", "0", "--address", "127.0.0.1"])
        _ = try command.waitUntilListening()
        #expect(lines(of: command).count == 2)
        #expect(command.standardError.contains(#"a\nforged\u{1B}[31m: it is not served: it is neither"#))
    }

    @Test func noConnectionTakesTheNumberOfAClosedStandardDescriptor() throws {
        let command = try Command(
            ["--dir", directory.path, "--port", "0"], by: ["/bin/sh", "-c", "exec \"$@\" <&- >&- 2>&-", "sh"])
        #expect(eventually { command.descriptorCount > 8 })
        for descriptor in 0...2 {
            let path = "/proc/\(command.processIdentifier)/fd/\(descriptor)"
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "/dev/null")
        }
    }

    @Test func aServerThatCannotAcceptPausesAndContinues() throws {
        let command = try Command(
            ["--dir", directory.path, "--port", "0", "--address", "127.0.0.1", "--workers", "1"])
        let port = try command.waitUntilListening()
        // The server knows the limit that it was started with.
        let prlimit = try Process.run(
            URL(fileURLWithPath: "/usr/bin/prlimit"),
            arguments: ["--pid", "\(command.processIdentifier)", "--nofile=48"])
        prlimit.waitUntilExit()
        #expect(prlimit.terminationStatus == 0)
        var clients = try (0..<60).map { _ in try RawClient(port: port) }
        #expect(eventually { command.standardError.contains("Too many open files") })
        let before = try cpuTime(of: command)
        sleep(2)
        #expect(try cpuTime(of: command) - before < 50)
        let lines = lines(of: command)
        #expect(lines.count == 2, "\(lines)")
        clients.removeFirst(50)
        #expect(try clients[9].exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "page")
    }

    /// User and system time, in hundredths of a second (proc_pid_stat(5)).
    private func cpuTime(of command: Command) throws -> Int {
        let stat = try String(contentsOfFile: "/proc/\(command.processIdentifier)/stat", encoding: .utf8)
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        return (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0)
    }

    /// /proc may be missing, as in a chroot. Swift reads the command line from there.
    @Test func withoutProcTheServerIsTheSame() throws {
        let hide = "mount -t tmpfs none /proc && exec \"$@\""
        let site = try ServedSite(
            ["--admin", "127.0.0.1:0", "--log-level", "debug"],
            by: [
                "/usr/bin/taskset", "--cpu-list", "0", "/usr/bin/unshare", "--user", "--map-root-user", "--mount",
                "/bin/sh", "-c", hide, "sh",
            ])
        #expect(try site.answers())
        let admin = try RawClient(port: #require(site.command.adminPort))
        let metrics = try admin.exchange("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").text
        #expect(metrics.contains("\nprocess_cpu_seconds_total "))
        #expect(!metrics.contains("process_open_fds"))
        #expect(metrics.contains("\nmaintenance_workers 1\n"))
    }
}
