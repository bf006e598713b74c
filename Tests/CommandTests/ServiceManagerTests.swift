import Foundation
import System
import TestSupport
import Testing

/// The behaviour of systemd, in short: another process opens sockets and passes them, and waits for notifications of
/// the state.
@Suite(.timeLimit(.minutes(15))) struct ServiceManagerTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(["index.html": "page"])
    }

    @Test func theServerTakesTheSocketOfSystemdSocketActivate() throws {
        let free = try LoopbackSocket().port
        let command = try Command(
            ["--dir", directory.path],
            by: [
                "/usr/bin/systemd-socket-activate", "-l", "127.0.0.1:\(free)", "-l", directory.path(of: "s"),
                "--fdname=web:admin",
                // systemd-socket-activate drops all other variables. Sanitizers cannot work in the sandbox.
                "--setenv=MAINTENANCE_SANDBOX", "--setenv=ASAN_OPTIONS", "--setenv=TSAN_OPTIONS",
            ])
        #expect(eventually { (try? RawClient(port: free)) != nil })
        // The first connection starts the command.
        let response = try RawClient(port: free).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(response.text == "page")
        let line = try command.waitForListeningLine()
        // The socket named admin is for operators.
        #expect(line.contains("listening on 127.0.0.1:\(free), admin on unix:\(directory.path(of: "s")), serving"))
        command.send(signal: SIGTERM)
        #expect(command.waitForEnd().status == 0)
        #expect(FileManager.default.fileExists(atPath: directory.path(of: "s")))
    }

    @Test func theServiceManagerIsNotifiedOfTheState() throws {
        let path = directory.path(of: "notify")
        let socket = try NotificationSocket(path: path)
        let command = try Command(
            ["--dir", directory.path, "--listen", "127.0.0.1:0"], environment: ["NOTIFY_SOCKET": path])
        let port = try command.waitUntilListening()
        #expect(socket.receive() == "READY=1\nSTATUS=listening on 127.0.0.1:\(port)")
        command.send(signal: SIGHUP)
        #expect(socket.receive()?.contains(#/^RELOADING=1\nMONOTONIC_USEC=[0-9]+$/#) == true)
        #expect(socket.receive() == "READY=1")
        command.send(signal: SIGTERM)
        #expect(socket.receive() == "STOPPING=1")
        #expect(command.waitForEnd().status == 0)
    }

    @Test func theServerSurvivesTheServiceManager() throws {
        let command = try Command(
            ["--dir", directory.path, "--listen", "127.0.0.1:0", "--log-level", "debug"],
            environment: ["NOTIFY_SOCKET": directory.path(of: "none")])
        _ = try command.waitUntilListening()
        #expect(eventually { command.standardError.contains("was not notified") })
        command.send(signal: SIGTERM)
        #expect(command.waitForEnd().status == 0)
    }

    @Test func theErrorNamesADescriptorThatDoesNotListen() throws {
        let script = "exec 3</dev/null; export LISTEN_PID=$$ LISTEN_FDS=1; exec \"$@\""
        let command = try Command(["--dir", directory.path], by: ["/bin/sh", "-c", script, "sh"])
        let result = command.waitForEnd()
        #expect(result.status == EX_CONFIG)
        #expect(result.standardError.contains("descriptor 3 (unknown) is not a listening stream socket"))
    }
}

/// A datagram socket that stores the datagrams.
private final class NotificationSocket {
    private let socket: FileDescriptor

    init(path: String) throws {
        let address = SocketAddress.unix(.path(path))
        socket = try FileDescriptor(socketFor: address, type: SOCK_DGRAM)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket.rawValue, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        try socket.bind(to: address)
    }

    func receive() -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = recv(socket.rawValue, &bytes, bytes.count, 0)
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
}
