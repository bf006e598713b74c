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

    func show(_ view: View) throws {
        try tell(
            "Emulation.setDeviceMetricsOverride",
            ["width": view.width, "height": view.height, "deviceScaleFactor": 1, "mobile": view.width < 600])
        let scheme = ["name": "prefers-color-scheme", "value": view.isDark ? "dark" : "light"]
        try tell("Emulation.setEmulatedMedia", ["features": [scheme]])
    }

    /// Goes to the page as the answer to a form's POST.
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

    /// The words of the elements that are shown of those that the script shows or hides.
    func states() throws -> Set<String> {
        let script = """
            return [...document.querySelectorAll('[data-maintenance]')].filter((e) => e.checkVisibility())
                .flatMap((e) => e.dataset.maintenance.split(' '))
            """
        return Set(try evaluate(script) as? [String] ?? [])
    }

    /// Whether the page comes to show elements for this state.
    func shows(_ state: String) -> Bool {
        TestSupport.eventually { (try? states().contains(state)) == true }
    }

    func click(_ selector: String) throws {
        _ = try evaluate("document.querySelector(arguments[0]).click()", [selector])
    }
}
