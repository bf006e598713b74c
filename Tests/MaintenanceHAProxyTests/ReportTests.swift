import Foundation
import TestSupport
import Testing

@testable import MaintenanceHAProxy

/// The contents of a report.
@Suite(.timeLimit(.minutes(15))) struct ReportTests {
    private func report(_ text: String, expecting expectations: Expectations = Expectations()) -> ConfigurationReport {
        let file = ConfigurationFile(path: "haproxy.cfg", contents: Array(text.utf8))
        return ConfigurationReport([file], variables: Variables(), expecting: expectations)
    }

    @Test(arguments: SoundConfiguration.all) func aSoundConfigurationRaisesNoAlarm(sound: SoundConfiguration) throws {
        let report = report(sound.text)
        #expect(report.unread.isEmpty)
        #expect(report.findings.filter { $0.rule.severity != .note }.map(\.rule.name) == [], "\(sound.text)")
        #expect(!report.fails(strictly: true))
        guard !sound.text.contains(" crt "), sound.isAccepted(by: HAProxy.version) else { return }
        let directory = try TemporaryDirectory(["haproxy.cfg": sound.text])
        #expect(try HAProxy.complaint(about: directory.path(of: "haproxy.cfg")) == nil)
    }

    /// HAProxy refuses the numbers itself.
    @Test(arguments: ["500000000000d", "9223372036854775807", "99999999999999999999"])
    func absurdNumbersAreRead(number: String) {
        let text = """
            defaults
                mode http
                retries \(number)
            frontend www
                bind :80
                default_backend app
            backend app
                server app1 10.0.0.1:80 check inter \(number) downinter \(number) rise \(number)
                server-template a 1-\(number) 10.0.0.1:80 check
                server-template b \(number) 10.0.0.1:80 check
                server maintenance 127.0.0.1:8088 check backup weight \(number)

            """
        let report = ConfigurationReport(
            [ConfigurationFile(path: "haproxy.cfg", contents: Array(text.utf8))], variables: Variables(),
            expecting: Expectations())
        #expect(report.backends.map(\.name) == ["app"])
    }

    @Test func thereAreManySoundConfigurations() {
        #expect(SoundConfiguration.all.count >= 30)
        #expect(Set(SoundConfiguration.all.map(\.text)).count == SoundConfiguration.all.count)
    }

    private static let trapped = """
        defaults site
            mode http
            option redispatch
            retry-on conn-failure empty-response
            http-request disable-l7-retry unless METH_GET
            default-server inter 1s observe layer4 error-limit 1 on-error mark-down
        frontend www
            bind :80
            default_backend app
        backend app
            server app1 127.0.0.1:8080 check
            server maintenance 127.0.0.1:8088 check backup disabled
            frobnicate
        backend api
            server api "$API:80" check
            server maintenance 127.0.0.1:8088 check backup weight 0

        """

    @Test func theTextNamesFilesLinesReasonsAndEdits() {
        #expect(
            report(ReportTests.trapped).text(as: .text) == """
                haproxy.cfg:10: backend app: backup maintenance (haproxy.cfg:12); not checked, because a line is not understood
                haproxy.cfg:14: backend api: backup maintenance (haproxy.cfg:16)
                haproxy.cfg:16: error: backup-without-weight: backend api: weight 0 on the backup's line: HAProxy never uses maintenance
                    why: a server of weight 0 gets no requests, not even as the last one
                    write: server maintenance 127.0.0.1:8088 check backup weight 1
                haproxy.cfg:13: not understood: 'frobnicate' is unknown

                """)
    }

    @Test func jsonHasTheSameContents() throws {
        struct Place: Decodable, Equatable {
            let file: String
            let line: Int
        }
        struct Report: Decodable {
            struct Finding: Decodable {
                let rule, severity, backend: String
                let line: Int
                let write: [[String: AnyValue]]
            }
            let findings: [Finding]
            let unread: [Place]
        }
        let text = report(ReportTests.trapped).text(as: .json)
        let decoded = try JSONDecoder().decode(Report.self, from: Data(text.utf8))
        #expect(decoded.findings.map(\.rule) == ["backup-without-weight"])
        #expect(decoded.findings[0].severity == "error" && decoded.findings[0].line == 16)
        #expect(decoded.findings[0].write[0]["text"]?.text == "server maintenance 127.0.0.1:8088 check backup weight 1")
        #expect(decoded.unread == [Place(file: "haproxy.cfg", line: 13)])
    }

    private struct AnyValue: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.text = text
            } else {
                text = "\(try container.decode(Int.self))"
            }
        }
    }

    @Test func warningsAndUnreadLinesFailOnlyStrictly() {
        let sound = SoundConfiguration.all[0].text
        let warned = sound.replacing("option redispatch", with: "no option redispatch")
        #expect(report(warned).findings.map(\.rule.name) == ["no-redispatch", "no-slowstart"])
        for text in [warned, sound + "    frobnicate\n"] {
            #expect(!report(text).fails(strictly: false))
            #expect(report(text).fails(strictly: true))
        }
        #expect(report(ReportTests.trapped).fails(strictly: false))
    }

    /// Each line that a rule proposes removes the rule's finding, even if words on the lines of servers contradict it.
    @Test(arguments: [
        "", "default-server check ssl verify none proto h2",
        "default-server send-proxy port 9000 addr 10.0.0.9 maxconn 5",
        "default-server disabled weight 0 observe layer7", "retries 0; retry-on none", "retry-on all-retryable-errors",
        "retry-on response-timeout", "option httpchk GET /; default-server check-send-proxy",
        "option tcp-check; tcp-check connect port 9; tcp-check expect string +OK", "option ssl-hello-chk",
        "cookie S insert dynamic; dynamic-cookie-key k; stick-table type ip size 1k; stick on src",
        "balance first; default-server maxconn 5 minconn 1", "http-reuse never; option prefer-last-server",
        "http-response deny unless { status lt 500 }; http-response set-status 500",
        "http-response set-header Cache-Control max-age=9; http-response del-header Refresh; timeout server 1s",
        "http-check expect status 503; option httpchk", "option httpchk OPTIONS / HTTP/1.1",
    ])
    func theProposedEditsRemoveEachFinding(lines: String) {
        let servers = [
            "check observe layer7 on-error fastinter", "check error-limit 50", "check observe layer4 error-limit 1",
            "check inter 5m rise 99 maxconn 3 cookie a", "agent-check agent-port 1",
        ].enumerated().map { "    server app\($0) 10.0.0.\($0):80 \($1)\n" }.joined()
        var text =
            "defaults\n    mode http\nfrontend www\n    bind :80\n    default_backend app\nbackend app\n"
            + lines.split(separator: "; ").map { "    \($0)\n" }.joined()
            + servers + "    server maintenance 127.0.0.1:8088 check backup\n"
        // An edit of one rule may change what another one proposes for the same line.
        for _ in 0..<6 { text = edited(text) }
        #expect(report(text).findings.filter { $0.rule.name != "several-backups" }.map(\.rule.name) == [], "\(text)")
        #expect(report(text).unread == [])
    }

    /// The text with the edits of the first finding at each line.
    private func edited(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { [String($0)] }
        var replaced: Set<Int> = []
        for edit in report(text).findings.flatMap(\.edits) {
            switch edit.action {
            case .replace:
                guard replaced.insert(edit.position.line).inserted else { continue }
                lines[edit.position.line - 1][0] = "    \(edit.line)"
            case .add:
                let line = "    \(edit.line)"
                if !lines[edit.position.line - 1].contains(line) { lines[edit.position.line - 1].append(line) }
            case .append: Issue.record("no rule about HTTP appends a section")
            }
        }
        return lines.joined().joined(separator: "\n")
    }

    @Test func aRuleAboutOlderVersionsIsSilentInNewerOnes() {
        let text = SoundConfiguration.all[0].text.replacing("timeout server 30s", with: "timeout server 1s")
        for (version, isHarmful) in [("2.6", true), ("2.8.1", true), ("3.0.11", false)] {
            let report = report(text, expecting: Expectations(version: HAProxyVersion(version)))
            #expect(report.findings.contains { $0.rule.name == "short-server-timeout" } == isHarmful)
        }
    }

    /// A backup that is an application is checked by GET for good reason.
    @Test func theServersThatAreMaintenanceCanBeNamed() {
        let text =
            SoundConfiguration.all[0].text.replacing("127.0.0.1:8088 check backup", with: "127.0.0.1:8088 backup")
            + "    option httpchk GET /health\n    server spare 10.0.0.3:80 check backup\n"
        #expect(report(text).findings.map(\.rule.name).contains("check-gets-page"))
        let named = report(text, expecting: Expectations(names: ["maintenance"]))
        #expect(named.findings.allSatisfy { $0.rule.severity == .note })
    }

    /// The backend of the site is checked, although the other backend has its servers in reverse.
    @Test func aTrapBesidePlannedMaintenanceIsFound() throws {
        let text = try Example.text(of: "planned.cfg")
        #expect(report(text).findings.filter { $0.rule.severity != .note }.isEmpty)
        let trapped = text.replacing("127.0.0.1:8088 check backup", with: "127.0.0.1:8088 check backup disabled")
        #expect(report(trapped).findings.filter { $0.rule.severity == .error }.map(\.backend) == ["app"])
    }

    @Test(arguments: [
        ("'bind' : unsupported stream protocol; QUIC is not compiled in if this is what you were looking for.", true),
        ("'server app/a' : unknown keyword 'chekc'.", false), ("cannot find user id for 'haproxy' (Success)", true),
    ])
    func filesMissingOnThisMachineAreNotFaults(message: String, isAboutThisMachine: Bool) throws {
        let output = """
            [NOTICE]   (9) : haproxy version is 2.6.12-1+deb12u4
            [ALERT]    (9) : config : parsing [site.cfg:7] : \(message)
            [ALERT]    (9) : config : Error(s) found in configuration file : site.cfg
            [ALERT]    (9) : config : Fatal errors found in configuration.

            """
        let refusals = Refusal.read(output)
        #expect(refusals.map(\.description) == ["site.cfg:7: \(message)"])
        #expect(refusals.map(\.isAboutThisMachine) == [isAboutThisMachine])
    }

    @Test func rulesHaveNamesAndWholeSentences() {
        #expect(Set(Rule.all.map(\.name)).count == Rule.all.count)
        for rule in Rule.all {
            #expect(rule.name.contains(#/^[a-z0-9-]+$/#))
            #expect(rule.problem.hasSuffix(".") && rule.remedy.hasSuffix("."))
            #expect(!rule.reason.hasSuffix("."))
        }
    }

    /// `UPDATE_DOCUMENTATION=1 script/test --filter MaintenanceHAProxy` writes the table.
    @Test func theDocumentationHasTheRules() throws {
        let page = URL(filePath: #filePath).appending(path: "../../../Documentation/haproxy.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        let start = try #require(text.firstRange(of: "<!-- rules -->\n")).upperBound
        let end = try #require(text.firstRange(of: "<!-- end of rules -->\n")).lowerBound
        let updated =
            text[..<start] + "\n| Rule | Problem | Remedy |\n|---|---|---|\n\(Rule.markdown)\n"
            + text[end...]
        if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTATION"] != nil {
            try updated.write(to: page, atomically: true, encoding: .utf8)
        } else {
            #expect(text == updated)
        }
    }
}
