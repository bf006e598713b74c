internal import MaintenanceHAProxy
internal import System

extension RehearsalReport {
    /// The report for people.
    package var text: String { lines.map { "\(printable($0))\n" }.joined() }

    private var lines: [String] {
        changes.map { "\($0.position): \($0.text)" }
            + plan.others.map { "\($0.position): backend \($0.name): not rehearsed, because \($0.reason)" }
            + stories.flatMap(\.lines) + [verdict]
    }

    private var verdict: String {
        let scenes = stories.flatMap(\.scenes)
        let errors = scenes.flatMap(\.errors).reduce(0) { $0 + $1.count }
        let stragglers = scenes.flatMap(\.stragglers).reduce(0) { $0 + $1.count }
        if scenes.isEmpty { return "nothing could be rehearsed" }
        if errors == 0, stragglers == 0 {
            return "each visitor got an application or the page, and the application came back"
        }
        let first = errors > 0 ? ["\(errors) visits brought an error"] : []
        let second = stragglers > 0 ? ["\(stragglers) visitors did not get what they should at the end of an act"] : []
        return (first + second).joined(separator: ", and ")
    }
}

extension RehearsalReport.Story {
    fileprivate var lines: [String] {
        var lines = ["", "backend \(backend.name) (\(backend.position))"]
        switch way {
        case .answeredByProxy(let outcome):
            return lines + ["    not rehearsed: requests to it get \(outcome.name) while its applications are up"]
        case .found(let routes):
            lines += routes.map { route in
                let request = "http://\(route.host)\(route.path)"
                return route.frontend.map { "    visited at frontend \($0): \(request)" }
                    ?? "    visited directly: no request was found that a frontend sends to it"
            }
        }
        if !backend.isHTTP {
            lines.append(
                "    mode tcp: visited as plain HTTP; TLS that HAProxy passes through does not get to the page")
        }
        lines.append("    " + row("", "application", "page", "errors", "change"))
        for scene in scenes {
            let errors = (scene.errors + scene.excused).reduce(0) { $0 + $1.count }
            lines.append(
                "    "
                    + row(
                        scene.act.title, "\(scene.applications)", "\(scene.pages)", "\(errors)", scene.changeText))
            lines += scene.remarks.map { "        \($0)" }
        }
        if !lostFields.isEmpty {
            lines.append("    the page loses on its way: \(lostFields.joined(separator: ", "))")
        }
        return lines
    }

    private func row(_ title: String, _ cells: String...) -> String {
        let padded = title + String(repeating: " ", count: max(0, 30 - title.count))
        return padded + cells.map { String(repeating: " ", count: max(0, 13 - $0.count)) + $0 }.joined()
    }
}

extension RehearsalReport.Scene {
    fileprivate var changeText: String { change.map { $0.tenths } ?? (stragglers.isEmpty ? "" : "never") }

    fileprivate var remarks: [String] {
        errors.map { "\($0.kind.rawValue): \($0.outcome), \($0.count) times" }
            + excused.map {
                "\($0.kind.rawValue): \($0.outcome), \($0.count) times, unavoidable: the application had the request"
            }
            + stragglers.map { "\($0.kind.rawValue): still \($0.outcome) at the end" }
            + (act == .hanging && !hasNoticed ? ["HAProxy did not notice"] : [])
    }
}

extension Duration {
    /// Such as `0.4 s`.
    fileprivate var tenths: String {
        let tenths = Int((self / .milliseconds(100)).rounded(.up))
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
