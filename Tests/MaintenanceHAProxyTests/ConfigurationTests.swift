import TestSupport
import Testing

@testable import MaintenanceHAProxy

/// Reading files as proxies with servers.
@Suite struct ConfigurationTests {
    private func configuration(_ texts: String..., variables: Variables = Variables()) -> ProxyConfiguration {
        ProxyConfiguration(
            texts.enumerated().map { ConfigurationFile(path: "\($0 + 1).cfg", contents: Array($1.utf8)) },
            variables: variables)
    }

    private func proxy(_ name: String, in configuration: ProxyConfiguration) throws -> Proxy {
        try #require(configuration.proxies.first { $0.name == name })
    }

    @Test func aProxyInheritsFromTheLastDefaultsBeforeIt() throws {
        let configuration = configuration(
            """
            defaults
                mode http
                retries 7
            backend a
            defaults
                mode tcp
            backend b

            """)
        #expect(try proxy("a", in: configuration).isHTTP)
        #expect(try proxy("a", in: configuration).last("retries")?.arguments == ["7"])
        #expect(try !proxy("b", in: configuration).isHTTP)
        #expect(try proxy("b", in: configuration).last("retries") == nil)
    }

    @Test func namedDefaultsBuildOnEachOther() throws {
        let configuration = configuration(
            """
            defaults base
                mode http
                option redispatch
            defaults careful from base
                retries 5
            defaults other
                mode tcp
            backend a from careful
            backend b

            """)
        let a = try proxy("a", in: configuration)
        #expect(a.isHTTP)
        #expect(a.option("redispatch") != nil)
        #expect(a.last("retries")?.arguments == ["5"])
        #expect(try !proxy("b", in: configuration).isHTTP)
        #expect(configuration.unread.isEmpty)
    }

    @Test func filesAreOneConfiguration() throws {
        let configuration = configuration("defaults\n    mode http\n", "backend a\n    server s 127.0.0.1:1 check\n")
        let server = try #require(try proxy("a", in: configuration).servers.first)
        #expect(try proxy("a", in: configuration).isHTTP)
        #expect(server.position == Position(file: "2.cfg", line: 2))
    }

    @Test func aServerInheritsFromTheDefaultServersBeforeIt() throws {
        let configuration = configuration(
            """
            defaults
                default-server check inter 5s
            backend a
                default-server ssl verify none inter 1s
                server one 127.0.0.1:1 no-ssl disabled
                default-server no-check
                server two 127.0.0.1:2 inter 9s

            """)
        let servers = try proxy("a", in: configuration).servers
        #expect(servers.map(\.isChecked) == [true, false])
        #expect(servers.map { $0.parameters.has("ssl") } == [false, true])
        #expect(servers.map { $0.parameters["inter"]?.argument } == ["1s", "9s"])
        #expect(servers.map { $0.parameters["inter"]?.isInherited } == [true, false])
        #expect(servers[0].parameters.has("disabled"))
    }

    @Test func variablesOfTheProcessAndOfGlobalAreRead() throws {
        let configuration = configuration(
            """
            global
                presetenv ONE ignored
                presetenv TWO backup
                setenv THREE check
                unsetenv FOUR
            backend a
                server s "$ONE:1" "$TWO" "${THREE}"
                server t "${FOUR-127.0.0.2}:1"
                server u "${UNKNOWN}:1" check

            """, variables: Variables { ["ONE": "127.0.0.1", "FOUR": "127.0.0.9"][$0] })
        let servers = try proxy("a", in: configuration).servers
        #expect(servers.map(\.address) == ["127.0.0.1:1", "127.0.0.2:1", "${UNKNOWN}:1"])
        #expect(servers[0].isBackup && servers[0].isChecked)
        #expect(servers[2].isChecked)
    }

    @Test func anOptionCanBeTurnedOff() throws {
        let configuration = configuration(
            """
            defaults
                option redispatch 1
                option allbackups
            backend a
                no option redispatch

            """)
        #expect(try proxy("a", in: configuration).option("redispatch") == nil)
        #expect(try proxy("a", in: configuration).option("allbackups") != nil)
    }

    @Test func aTemplateIsSeveralServers() throws {
        let configuration = configuration(
            "backend a\n    server-template app 1-5 app.example:80 check\n    server-template b 3 b.example:80\n")
        let servers = try proxy("a", in: configuration).servers
        #expect(servers.map(\.count) == [5, 3])
        #expect(servers.map(\.address) == ["app.example:80", "b.example:80"])
        #expect(servers[0].line(adding: ["x"]) == "server-template app 1-5 app.example:80 check x")
    }

    @Test func aLineIsWrittenAsItWasSpelled() throws {
        let configuration = configuration(
            "backend a\n    server s \"$HOST:1\" cookie 'a b' check  inter 1s # note\n",
            variables: Variables { _ in "127.0.0.1" })
        let server = try #require(try proxy("a", in: configuration).servers.first)
        #expect(server.line(without: ["check"]) == "server s \"$HOST:1\" cookie 'a b' inter 1s")
        #expect(server.line(without: ["cookie"], adding: ["x"]) == "server s \"$HOST:1\" check inter 1s x")
    }

    @Test(arguments: [
        ("    server s 127.0.0.1:1 chekc", "the server parameter 'chekc' is unknown"),
        ("    server s 127.0.0.1:1 inter", "the server parameter 'inter' has no argument"),
        ("    server s", "the server parameter 'server' has no argument"),
        ("    default-server \"$OPTIONS\"", "the server parameter '$OPTIONS' is unknown"),
        ("    opshun redispatch", "'opshun' is unknown"),
        ("    option redispach", "the option 'redispach' is unknown"),
        ("    server \"s", "a quote is not closed"),
        (
            "    .if defined(X)\n    server s 127.0.0.1:1\n    .endif",
            "the lines up to .endif depend on a condition, and are not read"
        ),
        ("    .include x", "'.include' is unknown"),
    ])
    func aLineThatIsNotUnderstoodIsReported(line: String, reason: String) throws {
        let configuration = configuration("backend a\n    server s1 127.0.0.1:1 check\n\(line)\n    retries 4\n")
        #expect(configuration.unread == [UnreadLine(position: Position(file: "1.cfg", line: 3), reason: reason)])
        let backend = try proxy("a", in: configuration)
        #expect(!backend.isComplete)
        #expect(backend.servers.map(\.name) == ["s1"])
        #expect(backend.last("retries") != nil)
    }

    @Test func aFileWithoutSectionsOrWithoutItsEndIsReported() {
        #expect(configuration("<html>\n<body>\n").unread.map(\.reason) == ["it is before the first section"])
        #expect(configuration("backend a\n    retries 4").unread.map(\.position.line) == [2])
        #expect(configuration("backend a from nowhere\n").unread.count == 1)
        #expect(configuration("").proxies.isEmpty)
    }

    /// The lines of a proxy are not known if its `defaults` are not.
    @Test(arguments: [
        ".if defined(X)\ndefaults\n    mode http\n.endif\n", "mode http\n", "defaultz\n    mode http\n",
        "backend b\n    mode tcp\n.if defined(X)\n.if defined(Y)\n.endif\ndefaults\n    mode http\n.endif\n",
    ])
    func aProxyAfterUnknownDefaultsIsNotJudged(lines: String) throws {
        let backend = "backend a\n    server s 127.0.0.1:1 check\n"
        let isComplete = { (text: String) in try proxy("a", in: configuration(text)).isComplete }
        #expect(try isComplete(lines + backend) == false)
        #expect(try isComplete("\(lines)defaults\n    mode tcp\n\(backend)"))
        #expect(try isComplete("\(lines)backend a from none\n") == false)
    }

    /// Sections within a condition do not change those around it, except for lines that may belong to either.
    @Test func aConditionAroundASectionLeavesTheOthersAsTheyAre() throws {
        let condition =
            "backend a\n    server s 127.0.0.1:1\n.if defined(X)\nbackend b\n    server s 127.0.0.1:2\n.endif\n"
        let configuration = configuration("\(condition)backend c\n    server s 127.0.0.1:3\n")
        #expect(configuration.proxies.map(\.name) == ["a", "c"])
        #expect(configuration.proxies.map(\.isComplete) == [true, true])
        #expect(configuration.unread.map(\.position.line) == [3])
        let stray = self.configuration("\(condition)    server t 127.0.0.1:3\n")
        let backend = try proxy("a", in: stray)
        #expect(!backend.isComplete)
        #expect(backend.servers.map(\.name) == ["s"])
        #expect(stray.unread.map(\.position.line).sorted() == [3, 7])
    }

    @Test func aByteOrderMarkIsReportedAndTheRestIsRead() throws {
        let configuration = configuration("\u{FEFF}defaults\n    mode http\nbackend a\n")
        #expect(configuration.unread.map(\.reason) == ["it begins with a byte order mark, which HAProxy refuses"])
        #expect(try proxy("a", in: configuration).isHTTP)
    }

    /// HAProxy refuses such files. The reader reads as much as it can.
    @Test func nothingInAFileStopsTheReader() {
        var random = SeededRandom(seed: 18)
        let pieces = [
            "server", "backend a", "\"", "'", "\\", "${", "}", "\n", " ", "default-server", "http-check", "expect",
            "status",
            "5-", "option httpchk", "\u{FF}", "acl", "{", "!", "if", "stick on", "retry-on", "from", ".if",
            "http-response return", "0x",
        ]
        for _ in 0..<2000 {
            let text = (0..<30).map { _ in pieces.randomElement(using: &random) ?? "" }.joined(separator: " ")
            let file = ConfigurationFile(path: "x", contents: Array(text.utf8))
            let report = ConfigurationReport([file], variables: Variables(), expecting: Expectations())
            #expect(report.text(as: .json).hasSuffix("}\n"))
        }
    }

    /// The time for each line must not grow with the number of lines. Otherwise these files take minutes.
    @Test func manyChoicesAndALongChainOfDefaultsAreRead() throws {
        let numbers = 0..<5000
        let sites = numbers.map { "    use_backend b\($0) if { hdr(host) \($0).example }\n" }.joined()
        let backends = numbers.map { "backend b\($0)\n    mode http\n    server a 127.0.0.1:1 check\n" }.joined()
        let chain = numbers.map { "defaults d\($0 + 1) from d\($0)\n    retries \($0)\n" }.joined()
        let text =
            "frontend www\n    bind :80\n\(sites)\(backends)defaults d0\n    mode http\n\(chain)backend last from d5000\n"
        let configuration = configuration(text)
        let last = try proxy("last", in: configuration)
        #expect(last.isHTTP)
        #expect(last.retries == 4999)
        let report = ConfigurationReport(configuration, expecting: Expectations())
        #expect(report.findings.map(\.rule.name) == Array(repeating: "no-backup", count: 5000))
    }

    /// The configuration of a hosting company, with a site in each backend.
    @Test func aHugeConfigurationIsRead() {
        let names = (0..<1000).map { "site\($0)" }
        let text =
            "defaults\n    mode http\nfrontend www\n    bind :80\n"
            + names.map { "    use_backend \($0) if { req.hdr(host) -i \($0).example }\n" }.joined()
            + names.map { "backend \($0)\n    server a 127.0.0.1:1 check\n    server m 127.0.0.1:2 chekc backup\n" }
            .joined()
            + names.map { "backend \($0)-api\n    server a 127.0.0.1:1\n    server m 127.0.0.1:2 backup\n" }.joined()
        let file = ConfigurationFile(path: "x", contents: Array(text.utf8))
        let report = ConfigurationReport([file], variables: Variables(), expecting: Expectations())
        #expect(report.unread.count == 1000)
        #expect(report.findings.count { $0.rule.name == "application-without-check" } == 1000)
    }
}
