import Foundation
import Synchronization
import TestSupport
import Testing

/// Uploads through the real HAProxy while the primaries are down: every one gets the page, whole.
@Suite(.timeLimit(.minutes(15))) struct UploadTests {
    private static let configuration = """
        defaults
            mode http
            timeout client 30s
            timeout server 30s
            timeout connect 2s

        frontend www
            bind :80
            default_backend app

        backend app
            server app1 127.0.0.1:1 check
            server maintenance 127.0.0.1:8088 check backup

        """

    @Test func everyUploadGetsThePage() throws {
        let site = try TemporaryDirectory(["index.html": Outcome.pageText])
        let maintenance = try Command(
            ["--dir", site.path, "--address", "127.0.0.1", "--port", "0"])
        let port = try maintenance.waitUntilListening()
        let haproxy = try HAProxy(
            UploadTests.configuration.replacing("127.0.0.1:8088", with: "127.0.0.1:\(port)"))
        #expect(eventually { (try? haproxy.statistics(of: "app1", in: "app")["status"]) == "DOWN" })
        let memory = maintenance.peakMemory

        let outcomes = outcomes(of: 100, concurrently: 8, to: haproxy.port)
        for upload in Upload.allCases {
            let others = outcomes.filter { $0.0 == upload && $0.1 != .page }.map(\.1)
            #expect(others == [], "\(others.count) uploads by \(upload)")
        }
        #expect(outcomes.count == 100)
        // Not so much as half of one upload.
        #expect(memory > 0)
        #expect(Command.isSanitized || maintenance.peakMemory - memory < 8 << 20)
    }

    /// Sends as many uploads, of all kinds in turn, so many at a time.
    private func outcomes(of count: Int, concurrently width: Int, to port: UInt16) -> [(Upload, Outcome)] {
        let outcomes = Mutex<[(Upload, Outcome)]>([])
        let senders = DispatchGroup()
        for sender in 0..<width {
            senders.enter()
            Thread.detachNewThread {
                for number in stride(from: sender, to: count, by: width) {
                    let upload = Upload.allCases[number % Upload.allCases.count]
                    let outcome = upload.send(to: port)
                    outcomes.withLock { $0.append((upload, outcome)) }
                }
                senders.leave()
            }
        }
        senders.wait()
        return outcomes.withLock { $0 }
    }
}
