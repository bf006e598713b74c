import Foundation
import TestSupport

/// A headless Firefox, controlled by its protocol: JSON with its length in front, over TCP.
final class Marionette: Automation {
    private let process: BrowserProcess
    private let client: RawClient
    private var received: [UInt8] = []
    private var lastNumber = 0

    init(profile: TemporaryDirectory, preferences: [String: Any], capabilities: [String: Any]) throws {
        // The other preferences prevent requests beyond those of the tests.
        let own: [String: Any] = [
            "marionette.port": 0, "remote.prefs.recommended": true, "browser.startup.page": 0,
            "datareporting.policy.dataSubmissionEnabled": false, "services.settings.server": "data:,",
            "network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false,
        ]
        let lines = try own.merging(preferences) { $1 }.map { name, value in
            let text = try JSONSerialization.data(withJSONObject: value, options: .fragmentsAllowed)
            return "user_pref(\"\(name)\", \(String(decoding: text, as: UTF8.self)));\n"
        }
        try profile.write(lines.joined(), to: "user.js")
        process = try BrowserProcess(
            [
                "/usr/bin/firefox-esr", "--headless", "--no-remote", "--marionette", "--profile", profile.path,
                // For the console.
                "--remote-allow-system-access",
            ],
            environment: ["HOME": profile.path])
        let port = {
            UInt16((try? String(contentsOfFile: profile.path(of: "MarionetteActivePort"), encoding: .utf8)) ?? "")
        }
        guard eventually(within: .seconds(60), { port() != nil }), let port = port() else {
            throw AutomationFailure(command: "start", answer: process.output)
        }
        client = try RawClient(port: port, patience: .seconds(120))
        // Firefox begins with its name and version.
        _ = try receive()
        _ = try send("WebDriver:NewSession", ["capabilities": ["alwaysMatch": capabilities]])
    }

    func send(_ command: AutomationCommand, _ parameters: [String: Any]) throws -> Any {
        var parameters = parameters
        if case .click(let element) = command { parameters["id"] = element }
        // By the element's identifier alone.
        if case .switchToFrame = command, let frame = parameters["id"] as? [String: String] {
            parameters = ["element": frame.values.first ?? ""]
        }
        return try send(command.marionetteName, parameters)
    }

    /// The errors of pages on the console since the last call, without warnings.
    func errors() throws -> [String] {
        _ = try send("Marionette:SetContext", ["value": "chrome"])
        defer { _ = try? send("Marionette:SetContext", ["value": "content"]) }
        let script = """
            const errors = Services.console.getMessageArray().filter((message) => message instanceof Ci.nsIScriptError)
                .filter((error) => error.sourceName.startsWith('http') && !(error.flags & error.warningFlag));
            Services.console.reset();
            return errors.map((error) => error.message);
            """
        return try send(.executeScript, ["script": script]) as? [String] ?? []
    }

    private func send(_ name: String, _ parameters: [String: Any]) throws -> Any {
        lastNumber += 1
        let message = try JSONSerialization.data(withJSONObject: [0, lastNumber, name, parameters])
        try client.send(Array("\(message.count):".utf8) + message)
        while true {
            let answer = try receive() as? [Any] ?? []
            guard answer.count == 4, answer[1] as? Int == lastNumber else { continue }
            guard answer[2] is NSNull else { throw AutomationFailure(command: name, answer: "\(answer[2])") }
            return (answer[3] as? [String: Any])?["value"] ?? answer[3]
        }
    }

    private func receive() throws -> Any {
        while true {
            if let colon = received.firstIndex(of: UInt8(ascii: ":")),
                let count = Int(String(decoding: received[..<colon], as: UTF8.self)), received.count > colon + count
            {
                let message = Data(received[(colon + 1)...(colon + count)])
                received.removeFirst(colon + count + 1)
                return try JSONSerialization.jsonObject(with: message)
            }
            let more = try client.receive()
            guard !more.isEmpty else { throw AutomationFailure(command: "receive", answer: "the connection ended") }
            received += more
        }
    }
}
