import Foundation
import TestSupport

extension Browser {
    /// A window's size in CSS pixels, and the colours that the visitor prefers.
    struct View: Sendable {
        let width: Int
        let height: Int
        let isDark: Bool

        static let all = [(360, 740), (1440, 900)].flatMap { size in
            [false, true].map { View(width: size.0, height: size.1, isDark: $0) }
        }
    }

    /// In Chromium.
    func show(_ view: View) throws {
        try tell(
            "Emulation.setDeviceMetricsOverride",
            ["width": view.width, "height": view.height, "deviceScaleFactor": 1, "mobile": view.width < 600])
        let scheme = ["name": "prefers-color-scheme", "value": view.isDark ? "dark" : "light"]
        try tell("Emulation.setEmulatedMedia", ["features": [scheme]])
    }

    /// Opens the page as the answer to a form's POST.
    func post(to url: String) throws {
        let script = """
            const form = document.createElement('form');
            form.method = 'post';
            form.action = arguments[0];
            form.append(Object.assign(document.createElement('input'), {name: 'item', value: '3'}));
            document.body.append(form);
            form.submit();
            """
        _ = try evaluate(script, [url])
    }

    /// The texts of the visible elements, among those that the script shows or hides.
    func states() throws -> Set<String> {
        let script = """
            return [...document.querySelectorAll('[data-maintenance]')].filter((e) => e.getClientRects().length)
                .flatMap((e) => e.dataset.maintenance.split(' '))
            """
        return Set(try evaluate(script) as? [String] ?? [])
    }

    /// Whether the page shows the elements for this state in time.
    func shows(_ state: String) -> Bool {
        TestSupport.eventually(within: .seconds(40)) { (try? states().contains(state)) == true }
    }

    /// Whether another state, or another page, appears at any time within the duration.
    func leaves(_ state: String, within limit: Duration) -> Bool {
        TestSupport.eventually(within: limit) { (try? states().contains(state)) != true }
    }

    /// Clicks by script.
    func click(_ selector: String) throws {
        _ = try evaluate("document.querySelector(arguments[0]).click()", [selector])
    }

    /// Clicks like a visitor.
    func press(_ selector: String) throws {
        try send(.click(try element(selector)))
    }

    /// Clicks twice at the same place.
    func doubleClick(_ selector: String) throws {
        let reference = ["element-6066-11e4-a52e-4f735466cecf": try element(selector)]
        let move: [String: Any] = ["type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": reference]
        let click = ["pointerDown", "pointerUp"].map { ["type": $0, "button": 0] as [String: Any] }
        let mouse: [String: Any] = ["type": "pointer", "id": "mouse", "actions": [move] + click + click]
        try send(.performActions, ["actions": [mouse]])
    }

    /// The identifier of an element.
    func element(_ selector: String) throws -> String {
        let reference = try send(.findElement, ["using": "css selector", "value": selector])
        guard let identifier = (reference as? [String: String])?.values.first else {
            throw AutomationFailure(command: "element \(selector)", answer: "\(reference)")
        }
        return identifier
    }

    /// Switches to the frame that the selector finds, or to the whole page.
    func enterFrame(_ selector: String?) throws {
        let reference = try selector.map { try send(.findElement, ["using": "css selector", "value": $0]) }
        try send(.switchToFrame, ["id": reference ?? NSNull()])
    }

    /// Opens a window or a tab, switches to it, and returns its name.
    func openWindow(_ type: String = "window") throws -> String {
        let window = try send(.newWindow, ["type": type]) as? [String: Any]
        guard let handle = window?["handle"] as? String else {
            throw AutomationFailure(command: "window", answer: "\(window ?? [:])")
        }
        try enter(handle)
        return handle
    }

    /// Opens each URL in a separate window, waits until the page waits there, and returns the windows.
    func open(_ urls: [String]) throws -> [String] {
        try urls.enumerated().map { index, url in
            if index > 0 { _ = try openWindow() }
            try open(url)
            guard shows("waiting") else { throw AutomationFailure(command: "wait", answer: url) }
            return window
        }
    }

    func enter(_ window: String) throws {
        try send(.switchToWindow, ["handle": window])
    }

    var window: String { (try? send(.currentWindow) as? String) ?? "" }

    /// Opens a tab in front of this one, which hides it, and returns its name.
    func hide() throws -> String {
        let tab = window
        // WebKit's MiniBrowser keeps showing the tab, so there the page is told that it is hidden.
        if engine == .webkit { try pretend(isHidden: true) } else { _ = try openWindow("tab") }
        return tab
    }

    func reveal(_ tab: String) throws {
        if engine == .webkit { try pretend(isHidden: false) } else { try enter(tab) }
    }

    private func pretend(isHidden: Bool) throws {
        let script = """
            Object.defineProperty(document, 'hidden', { value: arguments[0], configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
            """
        _ = try evaluate(script, [isHidden])
    }

    /// Types one key.
    func type(_ key: String) throws {
        try perform(["keyDown", "keyUp"], with: key)
    }

    /// Holds Enter down, so that it repeats. WebKit's driver repeats no key.
    func holdEnter() throws {
        guard engine == .chromium else {
            return try perform(["keyDown", "keyDown", "keyDown", "keyUp"], with: Browser.enterKey)
        }
        // Its driver would press the key several times.
        for (type, isRepeated) in [("keyDown", false), ("keyDown", true), ("keyDown", true), ("keyUp", false)] {
            let enter: [String: Any] = ["key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"]
            try tell("Input.dispatchKeyEvent", enter.merging(["type": type, "autoRepeat": isRepeated]) { $1 })
        }
    }

    private func perform(_ types: [String], with key: String) throws {
        let actions = types.map { ["type": $0, "value": key] }
        try send(.performActions, ["actions": [["type": "key", "id": "keyboard", "actions": actions]]])
    }
}

extension Browser {
    static let enterKey = "\u{E007}"
}
