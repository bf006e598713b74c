import Foundation
import TestSupport
import Testing

/// Bad input gets one line on standard error that names the option, the value and the reason, and a status of
/// sysexits.h.
@Suite(.timeLimit(.minutes(15))) struct BadInputTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(["site/index.html": "page", "file": "x", "empty/x.txt": "x"])
        try directory.write("page", to: "closed/index.html", mode: 0o000)
    }

    private func expectError(
        _ arguments: [String], environment: [String: String] = [:], status: Int32, says words: [String]
    ) throws {
        let result = try Command.run(arguments, environment: environment, directory: directory.path)
        #expect(result.status == status, "\(arguments) \(environment)")
        #expect(result.standardOutput == "")
        let lines = result.standardError.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 2 && lines.last == "", "\(result.standardError)")
        #expect(lines[0].hasPrefix("maintenance: "))
        for word in words { #expect(lines[0].contains(word), "\(lines[0])") }
    }

    @Test(arguments: [
        (["--port", "65536"], ["--port", "65536", "0 to 65535"]),
        (["--port", "-1"], ["--port", "-1", "0 to 65535"]),
        (["--port", "http"], ["--port", "http", "0 to 65535"]),
        (["--port", ""], ["--port", "0 to 65535"]),
        (["--port"], ["--port"]),
        (["--workers", "0"], ["--workers", "'0'", "1 to 1024"]),
        (["--workers", "1e3"], ["--workers", "1e3", "1 to 1024"]),
        (["--retry-after", "0"], ["--retry-after", "'0'", "1 to "]),
        (["--retry-after", "soon"], ["--retry-after", "soon", "seconds"]),
        (["--header", "Content-Length: 5"], ["--header", "Content-Length", "set by the server"]),
        (["--header", "a: b\r\nc: d"], ["--header", "control characters"]),
        (["--header", "X-Status"], ["--header", "X-Status: maintenance"]),
        (["--header", "Access-Control-Allow-Origin: *"], ["--header", "is set by --cors"]),
        (["--cors", "example.org"], ["--cors", "example.org", "https://app.example.org"]),
        (["--cors", "https://a.example:443"], ["--cors", "https://a.example, without"]),
        (["--cors", "HTTPS://A.Example"], ["--cors", "https://a.example, in lower case"]),
        (["--language", "deutsch!"], ["--language", "deutsch!", "pt-BR"]),
        (["--by-host=yes"], ["--by-host", "yes"]),
        (["--refresh", "-1"], ["--refresh", "-1", "0 to "]),
        (["--drain", "99999999999999999999"], ["--drain", "99999999999999999999", "0 to "]),
        (["--log-level", "loud"], ["--log-level", "loud", "debug"]),
        (["--log-format", "xml"], ["--log-format", "xml", "text, json"]),
        (["--access-log", "common"], ["--access-log", "common", "off, combined, json"]),
        (["--access-log", ""], ["--access-log", "off, combined, json"]),
        (["--access-log"], ["--access-log"]),
        (["--log-health=yes"], ["--log-health"]),
        (["--max-connections", "0"], ["--max-connections", "'0'", "1 to "]),
        (["--head-timeout", "0"], ["--head-timeout", "'0'", "1 to "]),
        (["--body-timeout", "-1"], ["--body-timeout", "-1", "1 to "]),
        (["--idle-timeout", "1m"], ["--idle-timeout", "1m", "1 to "]),
        (["--write-timeout", ""], ["--write-timeout", "1 to "]),
        (["--minimum-rate", "-1"], ["--minimum-rate", "-1", "0 to "]),
        (["--until", "tomorrow"], ["--until", "tomorrow", "2026-11-21T04:00Z"]),
        (["--until", "9999-12-31T23:59:60Z"], ["--until", "9999-12-31T23:59:60Z"]),
        (["--trusted-proxy", "10.0.0.0/33"], ["--trusted-proxy", "10.0.0.0/33", "10.0.0.0/8"]),
        (["--trusted-proxy", "::1", "--trusted-proxy", "proxy.example"], ["--trusted-proxy", "proxy.example"]),
        (["--trusted-proxy", ""], ["--trusted-proxy", "a trusted proxy is"]),
        (["--proxy-protocol=yes"], ["--proxy-protocol", "yes"]),
        (["--listen", "8088"], ["--listen", "8088", "localhost:8088"]),
        (["--listen", ""], ["--listen", "a port is missing"]),
        (["--listen", ":0", "--port", "0"], ["--listen", "--port", "combined"]),
        (["--listen", ":0", "--address", "::1"], ["--listen", "--address", "combined"]),
        (["--socket-mode", "8"], ["--socket-mode", "'8'", "octal"]),
        (["--socket-mode", "1777"], ["--socket-mode", "'1777'", "0 to 777"]),
        (["--shutdown-delay", "-1"], ["--shutdown-delay", "-1", "0 to "]),
        (["--admin", "65536"], ["--admin", "65536", "0 to 65535"]),
        (["--admin", "::1:9088"], ["--admin", "'::1:9088'", "[::1]:8088"]),
        (["--admin", ""], ["--admin", "the value is a port"]),
        (["--port", "+80"], ["--port", "+80", "0 to 65535"]),
        (["--outage-gap", "0"], ["--outage-gap", "'0'", "1 to 86400"]),
        (["--port=", "--reuse-port"], ["--port", "''", "0 to 65535"]),
        (["--reuse-port="], ["''"]),
        (["--nosuch"], ["--nosuch"]),
        (["nosuch"], ["nosuch"]),
    ])
    func aBadOptionIsAUsageError(arguments: [String], words: [String]) throws {
        try expectError(["--dir", "site"] + arguments, status: EX_USAGE, says: words)
    }

    @Test(arguments: [
        ("MAINTENANCE_PORT", "65536", "0 to 65535"),
        ("MAINTENANCE_ADDRESS", "127.0.0.1,", "missing beside a comma"),
        ("MAINTENANCE_ADDRESS", ",", "missing beside a comma"),
        ("MAINTENANCE_LISTEN", "127.0.0.1:0,,unix:a", "an address is missing"),
        ("MAINTENANCE_LISTEN", ",", "an address is missing"),
        ("MAINTENANCE_SOCKET_MODE", "rw", "octal"),
        ("MAINTENANCE_REUSE_PORT", "yes", "true or false"),
        ("MAINTENANCE_SHUTDOWN_DELAY", "1h", "0 to "),
        ("MAINTENANCE_WORKERS", "none", "1 to 1024"),
        ("MAINTENANCE_RETRY_AFTER", "-5", "seconds"),
        ("MAINTENANCE_HEADER", "Connection: close", "Connection is set by the server"),
        ("MAINTENANCE_CORS", "https://a.example,b", "https://app.example.org"),
        ("MAINTENANCE_TYPED_MISSES", "1", "true or false"),
        ("MAINTENANCE_LANGUAGE", "de_DE", "pt-BR"),
        ("MAINTENANCE_BY_HOST", "yes", "true or false"),
        ("MAINTENANCE_REFRESH", "off", "0 to "),
        ("MAINTENANCE_DRAIN", "10s", "seconds"),
        ("MAINTENANCE_LOG_LEVEL", "INFO", "debug"),
        ("MAINTENANCE_UNTIL", "2026-11-21", "2026-11-21T04:00Z"),
        ("MAINTENANCE_LOG_FORMAT", "JSON", "text, json"),
        ("MAINTENANCE_ACCESS_LOG", "on", "off, combined, json"),
        ("MAINTENANCE_LOG_HEALTH", "yes", "true or false"),
        ("MAINTENANCE_MAX_CONNECTIONS", "many", "1 to "),
        ("MAINTENANCE_HEAD_TIMEOUT", "0", "1 to "),
        ("MAINTENANCE_BODY_TIMEOUT", "0", "1 to "),
        ("MAINTENANCE_IDLE_TIMEOUT", "0", "1 to "),
        ("MAINTENANCE_WRITE_TIMEOUT", "0", "1 to "),
        ("MAINTENANCE_MINIMUM_RATE", "1k", "0 to "),
        ("MAINTENANCE_PROXY_PROTOCOL", "yes", "true or false"),
        ("MAINTENANCE_TRUSTED_PROXY", "10.0.0.1,,::1", "a trusted proxy is"),
        ("MAINTENANCE_ADMIN", "localhost", "the value is a port"),
        ("MAINTENANCE_OUTAGE_GAP", "1m", "1 to 86400"),
        ("MAINTENANCE_SANDBOX", "yes", "off, on, required"),
    ])
    func aBadVariableIsAConfigurationError(name: String, value: String, reason: String) throws {
        try expectError(
            ["--dir", "site"], environment: [name: value], status: EX_CONFIG, says: [name, "'\(value)'", reason])
    }

    @Test(arguments: [
        ("nosuch", "no such directory"),
        ("file", "not a directory"),
        ("empty", "no index.html"),
        ("closed", "index.html has no read permission for anybody"),
    ])
    func aDirectoryThatCannotBeServedIsAnInputError(name: String, reason: String) throws {
        try expectError(["--dir", name, "--port", "0"], status: EX_NOINPUT, says: ["--dir '\(name)'", reason])
        try expectError(
            ["--port", "0"], environment: ["MAINTENANCE_DIR": name], status: EX_NOINPUT,
            says: ["MAINTENANCE_DIR '\(name)'", reason])
    }

    @Test func anEmptyDirectoryNameIsOneThatDoesNotExist() throws {
        try expectError(["--dir", "", "--port", "0"], status: EX_NOINPUT, says: ["--dir ''", "no such directory"])
    }

    @Test(arguments: [
        ("site", "its folder default, which answers for all other hosts, cannot be served: there is no such directory"),
        ("nosuch", "no such directory"),
        (".", "its folder default, which answers for all other hosts, cannot be served: it has no index.html"),
    ])
    func aDirectoryOfSitesWithoutADefaultIsAnInputError(name: String, reason: String) throws {
        try directory.makeDirectory("default")
        let options = ["--dir", name, "--by-host"]
        try expectError(options + ["--port", "0"], status: EX_NOINPUT, says: ["--dir '\(name)'", reason])
        try expectError(["check"] + options, status: 1, says: ["--dir '\(name)'", reason])
    }

    @Test func tooFewDescriptorsAreASystemError() throws {
        let command = try Command(
            ["--dir", "site", "--port", "0", "--workers", "30"], directory: directory.path,
            by: ["/usr/bin/prlimit", "--nofile=64:64"])
        let result = command.waitForEnd()
        #expect(result.status == EX_OSERR)
        #expect(result.standardError.split(separator: "\n").count == 1)
        #expect(result.standardError.contains("30 workers"))
        #expect(result.standardError.contains("Too many open files"))
    }

    @Test func theErrorNamesAPortInUse() throws {
        let first = try Command(["--dir", "site", "--port", "0", "--address", "127.0.0.1"], directory: directory.path)
        let port = try first.waitUntilListening()
        try expectError(
            ["--dir", "site", "--address", "127.0.0.1", "--port", "\(port)"], status: EX_UNAVAILABLE,
            says: ["--port '\(port)'", "in use"])
        try expectError(
            ["--dir", "site", "--address", ""], environment: ["MAINTENANCE_PORT": "\(port)"], status: EX_UNAVAILABLE,
            says: ["MAINTENANCE_PORT '\(port)'", "in use"])
    }

    @Test func theErrorNamesAnAdminAddressThatCannotBeUsed() throws {
        let first = try Command(["--dir", "site", "--port", "0", "--address", "127.0.0.1"], directory: directory.path)
        let port = try first.waitUntilListening()
        let site = ["--dir", "site", "--port", "0", "--address", "127.0.0.1"]
        try expectError(
            site + ["--admin", "127.0.0.1:\(port)"], status: EX_UNAVAILABLE,
            says: ["--admin '127.0.0.1:\(port)'", "in use"])
        try expectError(
            site, environment: ["MAINTENANCE_ADMIN": "\(port)"], status: EX_UNAVAILABLE,
            says: ["MAINTENANCE_ADMIN 'localhost:\(port)'", "in use"])
        try expectError(
            site + ["--admin", "192.0.2.1:0"], status: EX_UNAVAILABLE,
            says: ["--admin '192.0.2.1:0'", "not an address of this host"])
        try expectError(
            site + ["--admin", "nosuch.invalid:1"], status: EX_NOHOST, says: ["--admin", "does not resolve"])
        // The port of the server.
        first.send(signal: SIGTERM)
        _ = first.waitForEnd()
        try expectError(
            ["--dir", "site", "--address", "127.0.0.1", "--port", "\(port)", "--admin", ":\(port)"],
            status: EX_UNAVAILABLE, says: ["--admin ':\(port)'", "in use"])
    }

    @Test func theErrorNamesAnAddressOfAnotherHost() throws {
        try expectError(
            ["--dir", "site", "--port", "0", "--address", "192.0.2.1"], status: EX_UNAVAILABLE,
            says: ["--address '192.0.2.1'", "not an address of this host"])
    }

    @Test func theErrorNamesANameThatDoesNotResolve() throws {
        try expectError(
            ["--dir", "site", "--port", "0"], environment: ["MAINTENANCE_ADDRESS": "127.0.0.1,nosuch.invalid"],
            status: EX_NOHOST, says: ["MAINTENANCE_ADDRESS 'nosuch.invalid'", "does not resolve"])
    }
}
