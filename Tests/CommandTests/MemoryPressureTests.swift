import TestSupport
import Testing

/// The kernel's error when it has no memory for a socket, as injected by strace.
@Suite(.timeLimit(.minutes(15))) struct MemoryPressureTests {
    @Test func aFileIsSentCompletelyOnceMemoryIsFree() throws {
        // As a grandchild, strace does not intercept the server's signals.
        let strace = [
            "/usr/bin/strace", "--daemonize", "--follow-forks", "--output", "/dev/null", "--trace", "sendfile",
            "--inject", "sendfile:error=EAGAIN:when=1..3",
        ]
        // strace injects an error by a call without a number, which the sandbox would not allow.
        let site = try ServedSite(["--sandbox", "off"], by: strace)
        let client = try RawClient(port: site.port)
        #expect(try client.exchange("GET /in-memory.bin HTTP/1.1\r\nHost: a\r\n\r\n").body.count == 1_000_000)
        #expect(try client.exchange("GET /logo.png HTTP/1.1\r\nHost: a\r\n\r\n").text == "TheLogo")
    }
}
