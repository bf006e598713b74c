import Foundation
import TestSupport

/// A headless Chromium, driven by chromedriver in the terms of W3C WebDriver: JSON by HTTP.
final class Browser {
    struct Failure: Error {
        let command: String
        let answer: String
    }

    private let driver: Driver
    private var session = ""

    /// Options are Chromium's own.
    init(options: [String] = []) throws {
        driver = try Driver()
        // Root, as in a container, gets no sandbox.
        let own = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en"]
        // By a pipe, whose end is the browser's own.
        let control = ["--remote-debugging-pipe"]
        let capabilities: [String: Any] = [
            "goog:chromeOptions": ["args": own + control + options], "goog:loggingPrefs": ["browser": "ALL"],
            // A page that calls window.stop() can leave the driver waiting for its load.
            "pageLoadStrategy": "none",
        ]
        let answer = try send("POST", "", ["capabilities": ["alwaysMatch": capabilities]])
        guard let session = (answer as? [String: Any])?["sessionId"] as? String else {
            throw Failure(command: "session", answer: "\(answer)")
        }
        self.session = "/" + session
    }

    deinit {
        _ = try? send("DELETE", "")
    }

    /// Sends a command of WebDriver for the session, and returns its value.
    @discardableResult func send(_ method: String, _ path: String, _ parameters: [String: Any] = [:]) throws -> Any {
        let body = method == "POST" ? try JSONSerialization.data(withJSONObject: parameters) : Data()
        let head =
            "\(method) /session\(session)\(path) HTTP/1.1\r\nHost: 127.0.0.1:\(driver.port)\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
        let client = try RawClient(port: driver.port, patience: .seconds(60))
        try client.send(Array(head.utf8) + body)
        let response = try client.receiveResponse()
        let answer = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        guard response.status == 200, let value = answer?["value"] else {
            throw Failure(command: "\(method) \(path)", answer: response.text)
        }
        return value
    }

    /// Goes to a URL, and waits until it has loaded.
    func open(_ url: String) throws {
        try load { try send("POST", "/url", ["url": url]) }
    }

    func reload() throws {
        try load { try send("POST", "/refresh") }
    }

    private func load(_ navigation: () throws -> Any) throws {
        _ = try evaluate("window.isThePageBefore = true")
        _ = try navigation()
        guard becomes("!window.isThePageBefore && document.readyState === 'complete'") else {
            throw Failure(command: "load", answer: url)
        }
    }

    var url: String { (try? send("GET", "/url") as? String) ?? "" }

    /// The result of a function's body.
    func evaluate(_ script: String, _ arguments: [Any] = []) throws -> Any {
        try send("POST", "/execute/sync", ["script": script, "args": arguments])
    }

    /// The result of a function's body that calls its last argument with it.
    func evaluateLater(_ script: String, _ arguments: [Any] = []) throws -> Any {
        try send("POST", "/execute/async", ["script": script, "args": arguments])
    }

    /// Whether the script returns true, or does within 20 seconds. While a page comes there is no answer.
    func becomes(_ condition: String) -> Bool {
        TestSupport.eventually { (try? evaluate("return \(condition)") as? Bool) == true }
    }

    /// A command of Chromium's DevTools.
    func tell(_ command: String, _ parameters: [String: Any]) throws {
        try send("POST", "/goog/cdp/execute", ["cmd": command, "params": parameters])
    }

    /// What came to the console since this was last asked, but for what no page can help: Chromium says there that the page
    /// itself, and the answer to a check, is a 503.
    func complaints() throws -> [String] {
        let entries = try send("POST", "/se/log", ["type": "browser"]) as? [[String: Any]] ?? []
        return entries.filter {
            let message = $0["message"] as? String ?? ""
            let isExpected = message.hasSuffix(
                "Failed to load resource: the server responded with a status of 503 (Service Unavailable)")
            return !($0["source"] as? String == "network" && isExpected)
        }.map { "\($0)" }
    }
}
