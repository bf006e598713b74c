import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct HealthcheckTests {
    private func expectFailure(_ arguments: [String], status: Int32 = 1, says word: String) throws {
        let start = ContinuousClock.now
        let result = try Command.run(["healthcheck"] + arguments)
        #expect(ContinuousClock.now - start < .seconds(30))
        #expect(result.status == status)
        #expect(result.standardOutput == "")
        #expect(result.standardError.split(separator: "\n").count == 1)
        #expect(result.standardError.contains(word), "\(result.standardError)")
    }

    @Test func aRunningServerIsHealthy() throws {
        let site = try ServedSite()
        for arguments in [["--address", "127.0.0.1"], [], ["--address", ""], ["--address", "0.0.0.0"]] {
            let result = try Command.run(["healthcheck", "--port", "\(site.port)"] + arguments)
            #expect(result.status == 0, "\(result.standardError)")
            #expect(result.standardError == "")
        }
    }

    @Test func theHealthcheckReadsTheServersVariables() throws {
        let site = try ServedSite()
        let environment = ["MAINTENANCE_PORT": "\(site.port)", "MAINTENANCE_ADDRESS": ""]
        #expect(try Command.run(["healthcheck"], environment: environment).status == 0)
    }

    @Test func aServerThatExpectsAProxyHeaderGetsOne() throws {
        let site = try ServedSite(["--proxy-protocol"])
        let port = ["healthcheck", "--port", "\(site.port)"]
        #expect(try Command.run(port + ["--proxy-protocol"]).status == 0)
        #expect(try Command.run(port, environment: ["MAINTENANCE_PROXY_PROTOCOL": "true"]).status == 0)
        try expectFailure(["--port", "\(site.port)"], says: "without an answer")
    }

    @Test func aPortWithoutAServerIsAFailure() throws {
        let site = try ServedSite()
        site.command.send(signal: SIGTERM)
        _ = site.command.waitForEnd()
        try expectFailure(["--port", "\(site.port)"], says: "refused")
    }

    @Test(
        arguments: [
            ("HTTP/1.1 503 Service Unavailable\r\n\r\n", "503"),
            ("SSH-2.0-OpenSSH\r\n", "not HTTP"),
            ("", "without an answer"),
            (nil, "2"),
        ] as [(String?, String)])
    func anythingButA200InTimeIsAFailure(answer: String?, word: String) throws {
        let listener = try AnsweringListener(answer)
        try expectFailure(["--address", "127.0.0.1", "--port", "\(listener.port)"], says: word)
    }

    @Test func theOptionAsksTheOperatorsPort() throws {
        let site = try AdministeredSite(["--drain", "60"])
        let admin = ["--admin", "127.0.0.1:\(site.adminPort)"]
        #expect(try Command.run(["healthcheck"] + admin).status == 0)
        let slow = try site.site.clientBeingAnswered("/on-disk.bin")
        site.command.send(signal: SIGTERM)
        #expect(try eventually { try site.ask("GET", "/healthz").status == 503 })
        try expectFailure(admin, says: "503")
        withExtendedLifetime(slow) {}
    }

    @Test func theHealthcheckIgnoresTheAdminVariable() throws {
        let site = try ServedSite()
        let environment = ["MAINTENANCE_PORT": "\(site.port)", "MAINTENANCE_ADMIN": "127.0.0.1:1"]
        #expect(try Command.run(["healthcheck"], environment: environment).status == 0)
    }

    @Test func portZeroIsRefused() throws {
        try expectFailure(["--port", "0"], says: "--port '0'")
        try expectFailure(["--admin", "0"], says: "--admin 'localhost:0'")
    }
}

/// Listens on a free port of 127.0.0.1, and gives one client a fixed answer. Without an answer it keeps the client
/// waiting.
final class AnsweringListener: Sendable {
    private let listener: LoopbackSocket

    var port: UInt16 { listener.port }

    init(_ answer: String?) throws {
        listener = try LoopbackSocket()
        try listener.listen()
        guard let answer else { return }
        Thread.detachNewThread { [listener] in
            guard let client = listener.accept() else { return }
            var request = [UInt8](repeating: 0, count: 4096)
            recv(client, &request, request.count, 0)
            send(client, answer, answer.utf8.count, CInt(MSG_NOSIGNAL))
            close(client)
        }
    }
}
