import Foundation
import TestSupport

/// A browser with one of the engines, controlled in the terms of W3C WebDriver.
final class Browser {
    /// The settings that differ from the defaults.
    struct Options: Sendable {
        /// Arguments of Chromium.
        var arguments: [String] = []
        var hasScripts = true
        /// Features of WebKit that are not enabled by default.
        var features: [String] = []
        /// The port of a proxy for all requests except those to loopback.
        var proxy: UInt16?
    }

    let engine: Engine
    private let profile: TemporaryDirectory
    private let automation: any Automation

    init(_ engine: Engine = .chromium, options: Options = Options()) throws {
        self.engine = engine
        profile = try TemporaryDirectory()
        // After window.stop() the driver may wait for the load forever.
        var capabilities: [String: Any] = [
            "pageLoadStrategy": "none", "unhandledPromptBehavior": "ignore",
            // On a busy machine a simulation takes longer than WebDriver's 30 seconds.
            "timeouts": ["script": 300_000],
        ]
        // Firefox reads it only from preferences.
        if let proxy = options.proxy, engine != .firefox {
            capabilities["proxy"] = ["proxyType": "manual", "httpProxy": "127.0.0.1:\(proxy)"]
        }
        switch engine {
        case .chromium:
            // There is no sandbox for root, as in a container. The driver's pipe ends the browser with it.
            let arguments = [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en",
                "--remote-debugging-pipe", "--disable-background-networking", "--disable-component-update",
            ]
            var chromium: [String: Any] = ["args": arguments + options.arguments]
            if !options.hasScripts {
                chromium["prefs"] = ["profile.managed_default_content_settings.javascript": 2]
            }
            capabilities["goog:chromeOptions"] = chromium
            capabilities["goog:loggingPrefs"] = ["browser": "ALL"]
            automation = try WebDriverSession(try Driver.chromium(), capabilities: capabilities)
        case .firefox:
            var preferences: [String: Any] = ["javascript.enabled": options.hasScripts]
            if let proxy = options.proxy {
                let own: [String: Any] = [
                    "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": Int(proxy),
                ]
                preferences.merge(own) { $1 }
            }
            automation = try Marionette(profile: profile, preferences: preferences, capabilities: capabilities)
        case .webkit:
            let scripts = options.hasScripts ? [] : ["--enable-javascript=false"]
            let features = options.features.isEmpty ? [] : ["--features=" + options.features.joined(separator: ",")]
            capabilities["webkitgtk:browserOptions"] = [
                "binary": "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
                "args": ["--automation"] + scripts + features,
            ]
            automation = try WebDriverSession(try Driver.webkit(profile: profile), capabilities: capabilities)
        }
    }

    /// Sends a command, and returns its value.
    @discardableResult func send(_ command: AutomationCommand, _ parameters: [String: Any] = [:]) throws -> Any {
        try automation.send(command, parameters)
    }

    /// Sends a command that is specific to chromedriver.
    @discardableResult func send(_ method: String, _ path: String, _ parameters: [String: Any] = [:]) throws -> Any {
        guard let session = automation as? WebDriverSession else {
            throw AutomationFailure(command: path, answer: "\(engine) has no driver")
        }
        return try session.request(method, path, parameters)
    }

    /// Opens a URL, and waits until it is loaded.
    func open(_ url: String) throws {
        try load { try send(.navigate, ["url": url]) }
    }

    func reload() throws {
        try load { try send(.refresh) }
    }

    private func load(_ navigation: () throws -> Any) throws {
        // There is no result if the previous page has no scripts.
        _ = try? evaluate("window.isThePageBefore = true")
        _ = try navigation()
        guard becomes("!window.isThePageBefore && document.readyState === 'complete'") else {
            throw AutomationFailure(command: "load", answer: url)
        }
    }

    var url: String { (try? send(.currentURL) as? String) ?? "" }

    /// The result of a function's body.
    func evaluate(_ script: String, _ arguments: [Any] = []) throws -> Any {
        try send(.executeScript, ["script": script, "args": arguments])
    }

    /// The result of a function's body that passes it to its last argument.
    func evaluateLater(_ script: String, _ arguments: [Any] = []) throws -> Any {
        try send(.executeAsyncScript, ["script": script, "args": arguments])
    }

    /// Whether the script returns true within 40 seconds. During a navigation there is no answer.
    func becomes(_ condition: String) -> Bool {
        TestSupport.eventually(within: .seconds(40)) { (try? evaluate("return \(condition)") as? Bool) == true }
    }

    /// Whether the application's page appears.
    var arrives: Bool { becomes("document.body.innerText.trim() === 'the application'") }

    /// A command of Chromium's DevTools.
    func tell(_ command: String, _ parameters: [String: Any]) throws {
        try send("POST", "/goog/cdp/execute", ["cmd": command, "params": parameters])
    }

    /// The console messages since the last call, without those that no page can prevent: Chromium reports that the page
    /// itself, and the answer to a check, is a 503. WebKit's driver returns no messages.
    func complaints() throws -> [String] {
        if let marionette = automation as? Marionette { return try marionette.errors() }
        guard engine == .chromium else { return [] }
        let entries = try send("POST", "/se/log", ["type": "browser"]) as? [[String: Any]] ?? []
        return entries.filter {
            let message = $0["message"] as? String ?? ""
            let isExpected = message.hasSuffix(
                "Failed to load resource: the server responded with a status of 503 (Service Unavailable)")
            return !($0["source"] as? String == "network" && isExpected)
        }.map { "\($0)" }
    }
}
