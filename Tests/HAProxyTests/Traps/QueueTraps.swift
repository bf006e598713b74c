import MaintenanceHAProxy
import TestSupport
import Testing

extension Trap {
    /// Uploads hold the places of both applications, and visitors wait in the queue of the backend.
    private struct Queue {
        let uploads: [RawClient]
        let waiting: [RawClient]

        init(_ deployment: Deployment) throws {
            deployment.waitForApplications()
            uploads = try (0..<2).map { _ in
                let client = try RawClient(port: deployment.haproxy.port)
                try client.send("POST /shop HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 1000000\r\n\r\nx")
                return client
            }
            let row = { (server: String) in try? deployment.haproxy.statistics(of: server, in: "app") }
            #expect(eventually { row("app1")?["scur"] == "1" && row("app2")?["scur"] == "1" })
            waiting = try (0..<4).map { _ in
                let client = try RawClient(port: deployment.haproxy.port)
                try client.send("GET /shop HTTP/1.1\r\nHost: shop.example\r\n\r\n")
                return client
            }
            #expect(eventually { row("BACKEND")?["qcur"] == "4" })
        }
    }

    private static func servers(_ words: String) -> String {
        """
        server app1 127.0.0.1:8080 check maxconn 1
        server app2 127.0.0.1:8081 check maxconn 1
        server maintenance 127.0.0.1:8088 \(words)
        """
    }

    /// Traps for visitors who wait for a free place at the applications when these go down.
    static let queueTraps = [
        // The queue lasts longer than HAProxy takes to notice.
        Trap(
            "queue-takes-all", sound + "\ntimeout queue 10s\nbalance roundrobin", servers("maxconn 10000 check backup"),
            harmedUpTo: [2, 6]
        ) { deployment, _ in
            let queue = try Queue(deployment)
            defer { for client in queue.uploads { client.reset() } }
            deployment.takeDown()
            return deployment.visit() != .page
        },
        Trap("queue-without-page", sound + "\ntimeout queue 5s\nbalance leastconn", servers("check backup")) {
            deployment, _ in
            let queue = try Queue(deployment)
            defer { for client in queue.uploads { client.reset() } }
            deployment.takeDown()
            // Further visitors arrive.
            for _ in 0..<2 { #expect(deployment.visit() == .page) }
            return try !queue.waiting.allSatisfy { Outcome(try $0.receiveResponse(), to: "/shop") == .page }
        },
    ]
}
