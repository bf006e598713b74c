import Foundation
import TestSupport
import Testing

/// `maintenance` without a directory to serve.
@Suite(.timeLimit(.minutes(15))) struct BuiltInPageTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func serve(_ options: [String] = [], environment: [String: String] = [:]) throws -> Command {
        try Command(
            ["--port", "0", "--address", "127.0.0.1"] + options, environment: environment, directory: directory.path)
    }

    private func ask(_ command: Command, _ fields: String = "", method: String = "GET") throws -> RawResponse {
        try RawClient(port: command.waitUntilListening())
            .exchange("\(method) /shop/cart HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
    }

    @Test func theBuiltInPageIsTheDefault() throws {
        let command = try serve()
        #expect(try command.waitForListeningLine().hasSuffix("serving the built-in page, resources: 0"))
        for (fields, type, text) in [
            ("", "text/html; charset=utf-8", "<html lang=\"en\""),
            ("Accept-Language: de-CH, fr\r\n", "text/html; charset=utf-8", "<html lang=\"de\""),
            ("Accept-Language: pt-BR, pt\r\n", "text/html; charset=utf-8", "<html lang=\"pt-BR\""),
            ("Accept-Language: pt-PT\r\n", "text/html; charset=utf-8", "<html lang=\"pt\""),
            ("Accept-Language: zh-TW\r\n", "text/html; charset=utf-8", "<html lang=\"zh-TW\""),
            ("Accept-Language: zh-HK\r\n", "text/html; charset=utf-8", "<html lang=\"zh-HK\""),
            ("Accept: application/json\r\n", "application/problem+json; charset=utf-8", "\"status\": 503"),
            ("Accept: text/plain\r\n", "text/plain; charset=utf-8", "503 Service Unavailable"),
            ("Accept: application/xml\r\n", "application/xml; charset=utf-8", "<status>503</status>"),
        ] {
            let response = try ask(command, fields)
            #expect(response.status == 503)
            #expect(response["Content-Type"] == type)
            #expect(response.text.contains(text), "\(fields)")
        }
        #expect(try ask(command, method: "POST").text.contains("<strong>What you just sent was not saved.</strong>"))
        #expect(try eventually { try ask(command, "Accept-Encoding: gzip\r\n")["Content-Encoding"] == "gzip" })
        // No file on disk changes the built-in page.
        command.send(signal: SIGHUP)
        #expect(eventually { command.standardError.contains("reloaded the built-in page, resources: 0") })
        #expect(try ask(command).status == 503)
    }

    @Test(arguments: [true, false]) func optionsAndVariablesSetTheBranding(byOptions: Bool) throws {
        let settings = [("site-name", "Blackwood & Sons"), ("contact", "help@example.org"), ("accent", "#123456")]
        let variables = settings.map { ("MAINTENANCE_" + $0.0.uppercased().replacing("-", with: "_"), $0.1) }
        let command =
            try byOptions
            ? serve(settings.flatMap { ["--\($0.0)", $0.1] })
            : serve(environment: Dictionary(uniqueKeysWithValues: variables))
        let page = try ask(command).text
        for text in ["<p>Blackwood &amp; Sons</p>", "mailto:help@example.org", "--accent: #123456;"] {
            #expect(page.contains(text), "\(text)")
        }
        #expect(try ask(command, "Accept: application/json\r\n").text.contains("\"Blackwood & Sons is down"))
    }

    @Test func oneLanguageMayBeTheOnlyOne() throws {
        #expect(try ask(serve(["--language", "de"])).text.contains("<html lang=\"de\""))
        let irish = try serve(["--language", "ga"])
        _ = try irish.waitUntilListening()
        #expect(irish.standardError.contains("no file of the page is in ga"))
    }

    @Test func aDirectoryReplacesTheBuiltInPage() throws {
        try directory.write("mine", to: "static/index.html")
        let command = try serve(["--site-name", "Blackwood"])
        #expect(try ask(command).text == "mine")
        #expect(command.standardError.contains("are for the built-in page, but static is served"))
        // A directory that cannot be served is still an error.
        #expect(unlink(directory.path(of: "static/index.html")) == 0)
        let result = try serve().waitForEnd()
        #expect(result.status == EX_NOINPUT)
        #expect(result.standardError.contains("--dir 'static': it has no index.html"))
    }

    @Test func sitesByHostNeedADirectory() throws {
        let result = try serve(["--by-host"]).waitForEnd()
        #expect(result.status == EX_NOINPUT)
        #expect(result.standardError.contains("--by-host needs a directory"))
    }

    @Test func theCheckListsTheBuiltInPage() throws {
        let result = try Command.run(["check"], directory: directory.path)
        #expect(result.status == 0)
        #expect(result.standardError == "")
        #expect(result.standardOutput.split(separator: "\n").count == 28)
    }

    @Test(arguments: [
        ("site-name", " ", "one line"), ("contact", "javascript:alert(1)", "mail address"),
        ("accent", "#f0a070", "1.9 to 1"), ("accent", "red", "#1a4fa8"), ("accent-dark", "#333", "#151a19"),
        ("logo", "none.svg", "No such file"),
    ])
    func invalidBrandingIsRefused(name: String, value: String, reason: String) throws {
        let option = try Command.run(["--\(name)", value], directory: directory.path)
        #expect(option.status == EX_USAGE)
        #expect(
            option.standardError.contains(reason) && option.standardError.contains("--\(name)"),
            "\(option.standardError)")
        let variable = "MAINTENANCE_" + name.uppercased().replacing("-", with: "_")
        let result = try Command.run([], environment: [variable: value], directory: directory.path)
        #expect(result.status == EX_CONFIG)
        #expect(
            result.standardError.contains(reason) && result.standardError.contains(variable), "\(result.standardError)")
    }
}
