import Foundation
import TestSupport
import Testing

/// `maintenance haproxy check`
@Suite(.timeLimit(.minutes(15))) struct HAProxyCheckTests {
    private static let sound = """
        defaults
            mode http
            option redispatch
            retries 4
            retry-on conn-failure empty-response
            default-server inter 1s observe layer4 error-limit 1 on-error mark-down
        frontend www
            bind :80
            http-request disable-l7-retry unless METH_GET
            default_backend app

        """
    private static let backend = """
        backend app
            server app1 127.0.0.1:8080 check
            server maintenance "$HOST:8088" check backup

        """

    /// The backup is on another host, which the check does not ask.
    private func check(
        _ arguments: [String], in directory: TemporaryDirectory, environment: [String: String] = ["HOST": "192.0.2.1"]
    ) throws -> Command.Result {
        try Command.run(
            ["haproxy", "check"] + arguments, environment: environment, directory: directory.path)
    }

    @Test func severalFilesAndDirectoriesAreOneConfiguration() throws {
        let directory = try TemporaryDirectory([
            "conf.d/10-defaults.cfg": HAProxyCheckTests.sound, "conf.d/20-app.cfg": HAProxyCheckTests.backend,
            "conf.d/notes.txt": "nonsense\n", "conf.d/.hidden.cfg": "nonsense\n",
        ])
        for paths in [["conf.d"], ["conf.d/10-defaults.cfg", "conf.d/20-app.cfg"]] {
            let result = try check(paths, in: directory)
            #expect(result.status == 0)
            #expect(
                result.standardOutput == "conf.d/20-app.cfg:1: backend app: backup maintenance (conf.d/20-app.cfg:3)\n")
            #expect(result.standardError == "")
        }
    }

    @Test(
        arguments: [
            ("disabled", [], 1), ("maxconn 9", [], 0), ("maxconn 9", ["--strict"], 1), ("frob", [], 1),
            ("cookie m", ["--strict"], 0),
            ("weight 9", ["--strict"], 0), ("send-proxy", [], 1), ("send-proxy", ["--proxy-protocol", "--strict"], 0),
            ("disabled", ["--server", "other"], 0), ("disabled", ["--server", "other", "--server", "maintenance"], 1),
        ] as [(String, [String], Int32)])
    func theExitStatusShowsWhetherSomethingIsWrong(words: String, options: [String], status: Int32) throws {
        let text = HAProxyCheckTests.sound + HAProxyCheckTests.backend.replacing("backup", with: "backup \(words)")
        let directory = try TemporaryDirectory(["haproxy.cfg": text])
        let result = try check(options + ["haproxy.cfg"], in: directory)
        #expect(result.status == status, "\(result.standardOutput)")
        #expect(result.standardError == "")
        let json = try check(options + ["--format", "json", "haproxy.cfg"], in: directory)
        #expect(json.status == status)
        #expect(try JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8)) is [String: Any])
    }

    @Test func theErrorNamesAFileThatCannotBeRead() throws {
        let directory = try TemporaryDirectory(["binary.cfg": "backend a\0\n", "empty/x.txt": ""])
        try directory.write(Data(repeating: UInt8(ascii: "#"), count: 9 << 20), to: "huge.cfg")
        for (path, reason) in [
            ("missing.cfg", "No such file or directory"), ("binary.cfg", "it is a binary file"),
            ("huge.cfg", "it is larger than 8 MiB"), ("empty", "the directory has no file *.cfg"),
            ("/dev/null", "it is not a regular file"),
        ] {
            let result = try check([path], in: directory)
            #expect(result.status == 66)
            #expect(result.standardOutput == "")
            #expect(result.standardError == "maintenance: haproxy check: '\(path)': \(reason)\n")
        }
    }

    @Test(arguments: [
        ("    frobnicate\n", "haproxy.cfg:14: error: haproxy: HAProxy [0-9.]+ says: unknown keyword 'frobnicate'", 1),
        ("frontend api\n    default_backend none\n", "error: haproxy: HAProxy .* says: Proxy 'api': unable to find", 1),
        ("frontend tls\n    bind :443 ssl crt /none.pem\n", "haproxy.cfg:15: note: haproxy: .* '/none.pem'", 0),
        ("    errorfile 503 /none.http\n", "haproxy.cfg:14: note: haproxy: .* '/none.http'", 0),
        (
            "frontend acl\n    acl staff src -f /none.lst\n    http-request deny if staff\n",
            "haproxy.cfg:16: note: haproxy: .* no such ACL : 'staff'", 0
        ),
        (
            "global\n    lua-load /none.lua\nfrontend lua\n    http-request lua.none\n",
            "haproxy.cfg:17: note: haproxy: .* 'lua.none'", 0
        ),
        ("global\n    user no-such-user\n", "haproxy.cfg:15: note: haproxy: .*'no-such-user'", 0),
        ("listen names\n    server s app.invalid:80\n", "haproxy.cfg:15: note: haproxy: .*'app.invalid'", 0),
    ])
    func theReportHasTheErrorsOfHAProxy(lines: String, message: String, status: Int32) throws {
        let text = HAProxyCheckTests.sound + HAProxyCheckTests.backend.replacing("backup", with: "backup maxconn 9")
        let directory = try TemporaryDirectory(["haproxy.cfg": text + lines])
        let result = try check(["haproxy.cfg"], in: directory)
        #expect(result.status == status, "\(result.standardOutput)")
        #expect(result.standardOutput.firstMatch(of: try Regex(message)) != nil, "\(result.standardOutput)")
        // The rules still apply to each backend whose lines are understood.
        #expect(result.standardOutput.contains("backup-maxconn") == !lines.contains("frobnicate"))
        let json = try check(["--format", "json", "haproxy.cfg"], in: directory)
        #expect(json.status == status)
        #expect(json.standardOutput.contains("\"haproxy\":{\"verdict\":\"refused\""))
    }

    @Test func theReportSaysThatHAProxyDidNotCheckTheFiles() throws {
        let text = HAProxyCheckTests.sound + HAProxyCheckTests.backend
        let directory = try TemporaryDirectory(["haproxy.cfg": text])
        try directory.write("#!/bin/sh\nexit 1\n", to: "haproxy")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.path(of: "haproxy"))
        for (path, reason) in [
            ("/nowhere", "haproxy is not in the PATH; install it, by 'apt install haproxy' on Debian"),
            (directory.path, "\(directory.path)/haproxy -c gives no reason: "),
        ] {
            let result = try check(
                ["--strict", "haproxy.cfg"], in: directory, environment: ["HOST": "192.0.2.1", "PATH": path])
            #expect(result.status == 0)
            #expect(
                result.standardOutput == """
                    haproxy.cfg:11: backend app: backup maintenance (haproxy.cfg:13)
                    HAProxy itself has not checked the files: \(reason)

                    """)
        }
    }

    /// The check finds out from a server on this host whether it expects a PROXY header.
    @Test(
        arguments: [
            ("", [], 0), ("send-proxy", [], 1), ("", ["--proxy-protocol"], 1),
            ("send-proxy-v2", ["--proxy-protocol"], 0),
        ] as [(String, [String], Int32)])
    func theCheckAsksARunningServerForItsPROXYHeader(words: String, options: [String], status: Int32) throws {
        let server = try ServedSite(options)
        let text = HAProxyCheckTests.sound + HAProxyCheckTests.backend.replacing("backup", with: "backup \(words)")
        let directory = try TemporaryDirectory(["haproxy.cfg": text.replacing(":8088", with: ":\(server.port)")])
        let result = try check(["haproxy.cfg"], in: directory, environment: ["HOST": "127.0.0.1"])
        #expect(result.status == status, "\(result.standardOutput)")
        let answer = "its connections begin with \(options.isEmpty ? "no" : "a") PROXY header"
        #expect(result.standardOutput.contains("127.0.0.1:\(server.port) answers, and \(answer)\n"))
        // The option takes precedence over the server's answer.
        let told = try check(["--proxy-protocol", "haproxy.cfg"], in: directory, environment: ["HOST": "127.0.0.1"])
        #expect(told.status == (words.isEmpty ? 1 : 0))
    }
}
