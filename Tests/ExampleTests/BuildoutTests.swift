import Foundation
import TestSupport
import Testing

/// The example, with the real buildout, offline.
@Suite(.timeLimit(.minutes(15))) struct BuildoutTests {
    @Test func theScriptServesTheDirectoryOnThePort() throws {
        let port = try LoopbackSocket()
        let configuration = try Example.text(of: "buildout.cfg")
            .replacing("/usr/local/bin/maintenance", with: Command.executable.path)
            .replacing("8088", with: "\(port.port)")
        let offline = [
            "buildout:find-links=\(Example.tool("wheels"))", "buildout:index=file:///nonexistent",
        ]
        let buildout = try Program(
            [Example.tool("bin/buildout")] + offline,
            files: ["buildout.cfg": configuration, "static/index.html": Outcome.pageText],
            environment: ["PIP_NO_INDEX": "1"])
        let result = buildout.waitForEnd()
        #expect(result.status == 0, "\(result.output)")

        // The operator's options follow those of the script.
        let server = try Program([buildout.directory.path(of: "bin/maintenance"), "--address", "127.0.0.1"])
        #expect(eventually { server.output.contains("listening on 127.0.0.1:\(port.port)") }, "\(server.output)")
        let response = try RawClient(port: port.port).exchange("GET /plone HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(Outcome(response, to: "/plone") == .page)
    }
}
