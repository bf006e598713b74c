import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import maintenance

/// Examples/compose.yaml is checked against the Compose Specification and for consistency. No container engine runs
/// here. HAProxyTests try the behaviour of its HAProxy.
@Suite(.timeLimit(.minutes(15))) struct ComposeTests {
    private let project: Document

    init() throws {
        project = try #require(try Document.all(in: "compose.yaml").first)
    }

    @Test func theProjectIsValid() throws {
        let result = try Program(
            [
                Example.tool("bin/check-jsonschema"), "--builtin-schema", "vendor.compose-spec",
                Example.path(of: "compose.yaml"),
            ]
        ).waitForEnd()
        #expect(result.status == 0, "\(result.output)")
    }

    @Test func HAProxysServersAreServices() throws {
        let services = try project["services"].members
        let configuration = try project["configs"]["haproxy"]["content"].text
        let servers = configuration.matches(of: #/server (\w+) (\w+):\d+ check/#).map { String($0.2) }
        #expect(servers == ["app1", "app2", "maintenance"])
        #expect(Set(servers).isSubset(of: services.keys))
        let mounted = try project["services"]["haproxy"]["configs"].elements.map { try $0["source"].text }
        #expect(mounted == ["haproxy"])
    }

    /// A builder gets only the files that .dockerignore excepts.
    @Test func theImageIsBuiltFromFilesThatTheBuilderGets() throws {
        let excepted = try Example.text(of: "../.dockerignore").matches(of: #/(?m)^!(.+)$/#).map { "\($0.1)/" }
        let copied = try Example.text(of: "../Dockerfile").matches(of: #/(?m)^COPY ([^-\s]\S*) /#).map { "\($0.1)/" }
        #expect(copied.contains("Sources/"))
        for path in copied {
            #expect(excepted.contains { path.hasPrefix($0) || $0.hasPrefix(path) }, "\(path)")
        }
    }

    /// The image has nothing but the server to run.
    @Test func theHealthCheckPasses() throws {
        let test = try project["services"]["maintenance"]["healthcheck"]["test"].texts
        #expect(test.prefix(2) == ["CMD", "/maintenance"])
        let site = try TemporaryDirectory(["index.html": Outcome.pageText])
        let server = try Command(["--dir", site.path, "--address", "127.0.0.1", "--port", "0"])
        let environment = ["MAINTENANCE_PORT": "\(try server.waitUntilListening())", "MAINTENANCE_ADDRESS": ""]
        #expect(try Command.run(Array(test.dropFirst(2)), environment: environment).status == 0)
        server.send(signal: SIGTERM)
        _ = server.waitForEnd()
        #expect(try Command.run(Array(test.dropFirst(2)), environment: environment).status == 1)
    }

    /// The engine kills a container after the grace period.
    @Test func theStopTimeoutIsLongEnough() throws {
        let service = try project["services"]["maintenance"]
        let grace = try #require(
            try service["stop_grace_period"].text.firstMatch(of: #/^(\d+)s$/#).flatMap { Int($0.1) })
        #expect(Double(grace) > (try CommandLineTexts().longestStop))
    }

    /// Relative to the file, as in Compose.
    @Test func mountedAndBuiltPathsExist() throws {
        let service = try project["services"]["maintenance"]
        let volumes = try service["volumes"].texts.map { $0.split(separator: ":")[0] }
        let root = "\(Example.path(of: "compose.yaml"))/.."
        for path in volumes.map({ "\($0)/index.html" }) + ["\(try service["build"].text)/Dockerfile"] {
            let found = URL(fileURLWithPath: "\(root)/\(path)").standardized.path
            #expect(FileManager.default.fileExists(atPath: found), "\(found)")
        }
    }
}

extension CommandLineTexts {
    /// The longest stop in seconds: the delay, the time for answers, and half a second for the rest of the logs.
    var longestStop: Double {
        get throws {
            let delay = try OptionTable.shutdownDelay.value(in: self)
            return Double(try OptionTable.drain.value(in: self) + delay) + 0.5
        }
    }
}
