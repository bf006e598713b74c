import MaintenanceHAProxy
import TestSupport
import Testing

/// The output of `maintenance haproxy snippet` in the real HAProxy, after defaults and a frontend.
@Suite(.serialized, .timeLimit(.minutes(15))) struct SnippetTests {
    /// The time that a busy machine may add.
    private static let slack = Duration.seconds(15)

    private static func configuration(_ options: [String]) throws -> String {
        let result = try Command.run(["haproxy", "snippet"] + options)
        #expect(result.status == 0 && result.standardError == "")
        let lines = result.standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
        let frontend = lines.filter { $0.hasPrefix("#     ") }.map { $0.dropFirst() }.joined(separator: "\n")
        return """
            defaults
                timeout client 30s
                timeout server 30s
                timeout connect 2s

            frontend www
                mode http
                bind :80
            \(frontend)

            \(result.standardOutput)
            """
    }

    @Test(arguments: [["--proxy-protocol"], ["--admin", "9088"]])
    func noVisitorGetsAnErrorAndTheCheckFindsNothing(options: [String]) throws {
        let text = try SnippetTests.configuration(options)
        let directory = try TemporaryDirectory(["haproxy.cfg": text])
        #expect(try HAProxy.complaint(about: directory.path(of: "haproxy.cfg")) == nil)
        let file = ConfigurationFile(path: "haproxy.cfg", contents: Array(text.utf8))
        let expectations = Expectations(proxyProtocol: options.contains("--proxy-protocol"))
        let report = ConfigurationReport([file], variables: Variables(), expecting: expectations)
        #expect(report.findings.isEmpty && report.unread.isEmpty, "\(report.text(as: .text))")

        let own = options.map { $0 == "9088" ? "127.0.0.1:0" : $0 }
        let deployment = try Deployment(text, options: own)
        let visitors = deployment.visitors
        #expect(visitors.allGet(.application, within: SnippetTests.slack))
        deployment.primaries[0].goDown()
        #expect(visitors.allGet(.application, within: SnippetTests.slack))
        deployment.primaries[1].goDown()
        #expect(visitors.allGet(.page, within: SnippetTests.slack))
        for primary in deployment.primaries { try primary.comeUp() }
        #expect(visitors.allGet(.application, within: SnippetTests.slack))
        if options.contains("--admin") {
            #expect(try deployment.run("on").status == 0)
            #expect(visitors.allGet(.page, within: SnippetTests.slack))
            #expect(try deployment.run("off").status == 0)
            #expect(visitors.allGet(.application, within: SnippetTests.slack))
        }
        #expect(visitors.leave())
        let outcomes = visitors.visits.joined().map(\.outcome)
        #expect(outcomes.filter { $0 != .application && $0 != .page } == [])
        #expect(outcomes.count > 100)
    }
}
