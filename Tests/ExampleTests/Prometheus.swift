import Foundation
import TestSupport
import Testing

/// A real Prometheus, with the configuration of the documentation and the alerts of the examples.
final class Prometheus {
    struct Answer: Decodable {
        struct Result: Decodable {
            let result: [Sample]
        }

        struct Sample: Decodable {
            let metric: [String: String]
        }

        let data: Result
    }

    struct Rules: Decodable {
        struct Groups: Decodable {
            let groups: [Group]
        }

        struct Group: Decodable {
            let rules: [Rule]
        }

        struct Rule: Decodable {
            let name: String
            let state: String
            /// `unknown` until the rule was evaluated for the first time.
            let health: String
        }

        let data: Groups
    }

    let program: Program
    private let front: LoopbackSocket

    /// Starts it, to scrape the operators' port of a server every second.
    init(adminPort: UInt16) throws {
        front = try LoopbackSocket()
        let alerts = try Example.text(of: "alerts.yaml")
        let configuration = try Prometheus.documented().replacing("9088", with: "\(adminPort)")
        program = try Program(
            [
                Example.tool("debian/usr/bin/prometheus"), "--config.file=prometheus.yml", "--storage.tsdb.path=data",
                "--web.listen-address=127.0.0.1:\(front.port)",
            ],
            files: [
                "prometheus.yml": "global: {scrape_interval: 1s, evaluation_interval: 1s}\n\(configuration)",
                "alerts.yaml": alerts,
            ])
    }

    /// The series of the expression; nil if Prometheus does not understand it, or does not answer yet.
    func query(_ expression: String) -> [Answer.Sample]? {
        let query = expression.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        return try? get(Answer.self, "query?query=\(query)").data.result
    }

    func rules() throws -> [Rules.Rule] {
        try get(Rules.self, "rules?type=alert").data.groups.flatMap(\.rules)
    }

    private func get<Body: Decodable>(_ type: Body.Type, _ target: String) throws -> Body {
        let client = try RawClient(port: front.port)
        // Prometheus sends no chunks to a client of HTTP/1.0.
        try client.send("GET /api/v1/\(target) HTTP/1.0\r\nHost: a\r\n\r\n")
        let response = try client.receiveToEnd()
        let head = try #require(response.firstRange(of: Array("\r\n\r\n".utf8)))
        return try JSONDecoder().decode(type, from: Data(response[head.upperBound...]))
    }

    /// The block in the documentation.
    private static func documented() throws -> String {
        let text = try String(contentsOfFile: Example.path(of: "../Documentation/operating.md"), encoding: .utf8)
        let block = try #require(text.firstMatch(of: #/```yaml\n(rule_files:(?:.*\n)*?)```/#))
        return String(block.1)
    }
}
