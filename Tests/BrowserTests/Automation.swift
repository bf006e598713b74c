import Foundation
import TestSupport

/// A command of W3C WebDriver. The drivers of Chromium and WebKit receive it over HTTP, and Firefox over Marionette,
/// without a driver.
enum AutomationCommand {
    case navigate, refresh, back, currentURL
    case executeScript, executeAsyncScript
    case newWindow, switchToWindow, currentWindow, setWindowRect
    case switchToFrame, findElement
    /// Of the element with that identifier.
    case click(String)
    case performActions, acceptAlert, screenshot

    /// The method and the path, within the session.
    var request: (method: String, path: String) {
        switch self {
        case .navigate: ("POST", "/url")
        case .refresh: ("POST", "/refresh")
        case .back: ("POST", "/back")
        case .currentURL: ("GET", "/url")
        case .executeScript: ("POST", "/execute/sync")
        case .executeAsyncScript: ("POST", "/execute/async")
        case .newWindow: ("POST", "/window/new")
        case .switchToWindow: ("POST", "/window")
        case .currentWindow: ("GET", "/window")
        case .setWindowRect: ("POST", "/window/rect")
        case .switchToFrame: ("POST", "/frame")
        case .findElement: ("POST", "/element")
        case .click(let element): ("POST", "/element/\(element)/click")
        case .performActions: ("POST", "/actions")
        case .acceptAlert: ("POST", "/alert/accept")
        case .screenshot: ("GET", "/screenshot")
        }
    }

    var marionetteName: String {
        switch self {
        case .navigate: "WebDriver:Navigate"
        case .refresh: "WebDriver:Refresh"
        case .back: "WebDriver:Back"
        case .currentURL: "WebDriver:GetCurrentURL"
        case .executeScript: "WebDriver:ExecuteScript"
        case .executeAsyncScript: "WebDriver:ExecuteAsyncScript"
        case .newWindow: "WebDriver:NewWindow"
        case .switchToWindow: "WebDriver:SwitchToWindow"
        case .currentWindow: "WebDriver:GetWindowHandle"
        case .setWindowRect: "WebDriver:SetWindowRect"
        case .switchToFrame: "WebDriver:SwitchToFrame"
        case .findElement: "WebDriver:FindElement"
        case .click: "WebDriver:ElementClick"
        case .performActions: "WebDriver:PerformActions"
        case .acceptAlert: "WebDriver:AcceptAlert"
        case .screenshot: "WebDriver:TakeScreenshot"
        }
    }
}

/// The connection that sends commands to a browser, and ends with it.
protocol Automation {
    /// The command's value.
    @discardableResult func send(_ command: AutomationCommand, _ parameters: [String: Any]) throws -> Any
}

struct AutomationFailure: Error {
    let command: String
    let answer: String
}

/// WebDriver's own protocol: JSON by HTTP.
final class WebDriverSession: Automation {
    private let driver: Driver
    private var path = ""

    init(_ driver: Driver, capabilities: [String: Any]) throws {
        self.driver = driver
        let answer = try request("POST", "", ["capabilities": ["alwaysMatch": capabilities]])
        guard let session = (answer as? [String: Any])?["sessionId"] as? String else {
            throw AutomationFailure(command: "session", answer: "\(answer)")
        }
        path = "/" + session
    }

    deinit {
        _ = try? request("DELETE", "")
    }

    func send(_ command: AutomationCommand, _ parameters: [String: Any]) throws -> Any {
        let (method, path) = command.request
        return try request(method, path, parameters)
    }

    /// The value of any command, including those specific to a driver.
    func request(_ method: String, _ path: String, _ parameters: [String: Any] = [:]) throws -> Any {
        let body = method == "POST" ? try JSONSerialization.data(withJSONObject: parameters) : Data()
        let head =
            "\(method) /session\(self.path)\(path) HTTP/1.1\r\nHost: 127.0.0.1:\(driver.port)\r\nConnection: close\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
        let client = try RawClient(port: driver.port, patience: .seconds(120))
        try client.send(Array(head.utf8) + body)
        let response = try client.receiveResponse()
        let answer = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        guard response.status == 200, let value = answer?["value"] else {
            throw AutomationFailure(command: "\(method) \(path)", answer: response.text)
        }
        return value
    }
}
