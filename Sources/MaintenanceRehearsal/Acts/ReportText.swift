internal import MaintenanceHAProxy
internal import System

extension RehearsalReport {
    /// The report as text.
    package var text: String { lines.map { "\(printable($0))\n" }.joined() }

    private var lines: [String] {
        ["The copy of the configuration:"] + changeLines
            + plan.others.map { "\($0.position): backend \($0.name): not rehearsed, because \($0.reason)" }
            + stories.flatMap(\.lines) + ["", verdict]
    }

    /// A line for each change. Consecutive lines that are left out for the same reason share one.
    private var changeLines: [String] {
        var groups: [[ConfigurationCopy.Change]] = []
        for change in changes {
            if let last = groups.last?.last, last.position.file == change.position.file,
                case .leftOut(_, let reason) = change.note, case .leftOut(_, reason) = last.note
            {
                groups[groups.count - 1].append(change)
            } else {
                groups.append([change])
            }
        }
        return groups.map { group in
            let last = group.count > 1 ? "-\(group[group.count - 1].position.line)" : ""
            let place = "\(group[0].position)\(last)"
            guard case .leftOut(_, let reason) = group[0].note else { return "\(place): \(group[0].text)" }
            return "\(place): left out, \(reason): \(group.map(\.text).joined(separator: ", "))"
        }
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
        let second =
            stragglers > 0 ? ["\(stragglers) visitors did not get the expected answer at the end of an act"] : []
        return (first + second).joined(separator: ", and ")
    }
}

extension RehearsalReport.Story {
    fileprivate var lines: [String] {
        var lines = ["", "backend \(backend.name) (\(backend.position))"]
        switch routes {
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
            lines += scene.remarks(in: backend).map { "        \($0)" }
        }
        if !lostFields.isEmpty {
            lines.append("    fields that the page loses on the way: \(lostFields.joined(separator: ", "))")
        }
        return lines
    }

    private func row(_ title: String, _ cells: String...) -> String {
        let padded = title + String(repeating: " ", count: max(0, 30 - title.count))
        let row = padded + cells.map { String(repeating: " ", count: max(0, 13 - $0.count)) + $0 }.joined()
        // The empty cells at the end leave no spaces.
        return String(row.reversed().drop { $0 == " " }.reversed())
    }
}

extension RehearsalReport.Scene {
    fileprivate var changeText: String {
        if !stragglers.isEmpty { return "never" }
        if let change { return change.tenths }
        return act.expectation == .either || act == .up ? "" : "at once"
    }

    fileprivate func remarks(in backend: RehearsalPlan.Backend) -> [String] {
        let lost = errors.contains { $0.counts.contains { $0.kind.isRepeatable } }
        let isLostAmidRequests = lost && (act == .killed || act == .backAfterKill) && pages > 0
        let advice =
            if !backend.isHTTP {
                "in mode tcp HAProxy repeats no request; in mode http it would"
            } else if !backend.repeatsLostRequests {
                "'retry-on conn-failure empty-response' would send a GET again"
            } else {
                nil as String?
            }
        return errors.map(\.text)
            + excused.map { "\($0.text): unavoidable, as \(act.reasonForExcuse)" }
            + stragglers.map {
                "\($0.text) at the end, in place of the \(act.expectation == .page ? "page" : "application")"
            }
            + (isLostAmidRequests ? [advice].compactMap(\.self) : [])
            + (act == .hanging && !hasNoticed ? ["HAProxy does not notice: its checks do not wait for an answer"] : [])
    }
}

extension RehearsalReport.Trouble {
    /// Such as `HAProxy's own 503: 12 (GET 10, HEAD 2)`.
    fileprivate var text: String {
        let kinds = counts.map { "\($0.kind.rawValue) \($0.count)" }.joined(separator: ", ")
        return "\(outcome.name): \(count) (\(kinds))"
    }
}

extension ConfigurationCopy.Change {
    fileprivate var text: String {
        switch note {
        case .changed(let text): text
        case .leftOut(let words, _): words
        }
    }
}

extension Duration {
    /// Such as `0.4 s`.
    fileprivate var tenths: String {
        let tenths = Int((self / .milliseconds(100)).rounded(.up))
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
