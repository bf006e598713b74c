import MaintenanceHAProxy
import TestSupport
import Testing

/// Each rule of `maintenance haproxy check`, in the real HAProxy: its trap harms visitors, and the proposed lines end the harm.
@Suite(.timeLimit(.minutes(15))) struct RuleTests {
    @Test(arguments: Trap.all) func theTrapHarmsVisitorsAndTheProposalDoesNot(trap: Trap) throws {
        let mended = try #require(trap.mended(), "the trap is not found")
        #expect(trap.findings(in: mended).isEmpty, "\(mended)")
        let trapped = try Deployment(trap.text, options: trap.options, visitors: 0)
        #expect(try trap.harms(trapped, .milliseconds(500)) == trap.isHarmful(in: HAProxy.version), "\(trap.text)")
        let freed = try Deployment(mended, options: trap.options, visitors: 0)
        #expect(try !trap.harms(freed, .seconds(20)), "\(mended)")
    }

    @Test func eachRuleHasATrap() {
        #expect(Set(Rule.all.map(\.name)) == Set(Trap.all.map(\.rule)))
    }
}

/// A configuration with a trap, and the way to detect its harm.
struct Trap: Sendable, CustomTestStringConvertible {
    let rule: String
    /// The name of the test, beside the rule.
    let changed: String
    let text: String
    /// The options of `maintenance` for the configuration.
    var options: [String] = []
    var expectations = Expectations()
    /// The last version of HAProxy in which the trap harms visitors; nil if it harms them in all versions.
    var lastHarmful: [Int]?
    /// Whether visitors are harmed. The patience limits the wait for the good outcome.
    let harms: @Sendable (Deployment, _ patience: Duration) throws -> Bool

    var testDescription: String { "\(rule): \(changed)" }

    /// A configuration whose frontend and backend have these lines, and which has further sections.
    static func configuration(
        mode: String = "http", sections: [String] = [], frontend: String = "", backend: String
    ) -> String {
        let indented = { (lines: String) in lines.split(separator: "\n").map { "    \($0)\n" }.joined() }
        return """
            defaults
                mode \(mode)
                timeout client 10s
                timeout server 10s
                timeout connect 200ms

            \(sections.map { "\($0)\n\n" }.joined())frontend www
                bind :80
            \(indented(frontend))    default_backend app

            backend app
            \(indented(backend))
            """
    }

    /// The lines of the servers, with these words on that of the backup.
    static func servers(backup: String = "check backup") -> String {
        """
        server app1 127.0.0.1:8080 check
        server app2 127.0.0.1:8081 check
        server maintenance 127.0.0.1:8088 \(backup)
        """
    }

    /// Lines of a backend with a failover without errors.
    static let sound = """
        option redispatch
        retries 4
        default-server inter 200ms fall 1 observe layer4 error-limit 1 on-error mark-down
        """

    /// Lines that make HAProxy repeat a request whose connection ended before the answer.
    static let again = "retry-on conn-failure empty-response\nhttp-request disable-l7-retry unless METH_GET"

    /// The trap of a backend with those lines.
    init(
        _ rule: String, _ lines: String, _ servers: String = Trap.servers(), options: [String] = [],
        expecting expectations: Expectations = Expectations(), harmedUpTo lastHarmful: [Int]? = nil,
        harms: @escaping @Sendable (Deployment, _ patience: Duration) throws -> Bool
    ) {
        self.init(
            rule, changed: lines.split(separator: "\n").last.map(String.init) ?? "",
            inConfiguration: Trap.configuration(backend: "\(lines)\n\(servers)"), options: options,
            expecting: expectations, harmedUpTo: lastHarmful, harms: harms)
    }

    init(
        _ rule: String, changed: String, inConfiguration text: String, options: [String] = [],
        expecting expectations: Expectations = Expectations(), harmedUpTo lastHarmful: [Int]? = nil,
        harms: @escaping @Sendable (Deployment, _ patience: Duration) throws -> Bool
    ) {
        self.rule = rule
        self.changed = changed
        self.text = text
        self.options = options
        self.expectations = expectations
        self.lastHarmful = lastHarmful
        self.harms = harms
    }

    func isHarmful(in version: [Int]) -> Bool { lastHarmful.map { !$0.lexicographicallyPrecedes(version) } ?? true }

    /// The configuration with the edits that the rule proposes; nil if the rule does not find the trap.
    func mended() -> String? {
        let edits = findings(in: text).flatMap(\.edits)
        guard !edits.isEmpty else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let appended = edits.filter { $0.action == .append }.map(\.line)
        for edit in Set(edits).sorted(by: { $0.position.line > $1.position.line }) {
            switch edit.action {
            case .append: break
            case .replace: lines[edit.position.line - 1] = "    \(edit.line)"
            case .add: lines.insert("    \(edit.line)", at: edit.position.line)
            }
        }
        return lines.joined(separator: "\n") + appended.map { "\($0)\n" }.joined()
    }

    /// The findings of the rule.
    func findings(in text: String) -> [Finding] {
        let file = ConfigurationFile(path: "haproxy.cfg", contents: Array(text.utf8))
        return ConfigurationReport([file], variables: Variables(), expecting: expectations).findings
            .filter { $0.rule.name == rule }
    }
}

extension Deployment {
    func status(of server: String) -> String { (try? haproxy.statistics(of: server, in: "app")["status"]) ?? "" }

    /// Waits until HAProxy has checked the servers of the backend, and finds the applications up.
    func waitForApplications() {
        #expect(
            eventually {
                isChecked("app1") && isChecked("app2") && status(of: "app1").hasPrefix("UP")
                    && status(of: "app2").hasPrefix("UP")
            })
    }

    /// Takes the applications down, and waits until HAProxy has noticed and has checked the backup.
    func takeDown() {
        for primary in primaries { primary.goDown() }
        #expect(
            eventually {
                status(of: "app1").hasPrefix("DOWN") && status(of: "app2").hasPrefix("DOWN") && isChecked("maintenance")
            })
    }

    func bringUp() throws {
        for primary in primaries { try primary.comeUp() }
    }

    /// Whether there is a result of a check, or there are no checks.
    func isChecked(_ server: String) -> Bool {
        guard let row = try? haproxy.statistics(of: server, in: "app"), let status = row["status"] else { return false }
        if status.hasPrefix("no check") || status.hasPrefix("MAINT") || row["tracked"] != "" { return true }
        // `INI` is the status before the first check, and an asterisk marks a check under way.
        return row["check_status"].map { $0 != "" && $0 != "INI" && !$0.hasPrefix("*") } ?? false
    }

    /// The outcome for a visitor with a separate connection.
    func visit(_ fields: String = "") -> Outcome {
        do {
            let request = "GET /shop HTTP/1.1\r\nHost: shop.example\r\n\(fields)\r\n"
            return Outcome(try RawClient(port: haproxy.port).exchange(request), to: "/shop")
        } catch {
            return .failed("\(error)")
        }
    }

    /// Whether no visitor gets that outcome within the patience.
    func nobodyGets(_ outcome: Outcome, within patience: Duration) -> Bool {
        !eventually(within: patience) { visit() == outcome }
    }
}
