internal import HTTP
internal import MaintenanceSite

/// The status as a page for people. Without a script, the browser reloads it every few seconds.
struct StatusPage {
    /// The header fields beside those of every answer to operators.
    static let fields = [
        ("Refresh", "5"),
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        ("Referrer-Policy", "no-referrer"),
    ]

    private static let width = 600
    private static let height = 120

    let report: StatusReport

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(headline.escapedForMarkup) – maintenance</title>
        <style>\(StatusPage.style)</style>
        <main>
        <h1>\(headline.escapedForMarkup)</h1>
        <figure>
        \(plot)
        <figcaption>Pages a second over the last \(report.pages.count / 60) minutes: now \(report.pageRate), at most \(peak)</figcaption>
        </figure>
        <table>
        \(rows.map(StatusPage.row).joined(separator: "\n"))
        </table>
        <h2>Most asked paths</h2>
        \(paths)
        </main>
        </html>

        """
    }

    private static let style = """
        body{font:1rem/1.5 system-ui,sans-serif;margin:0;padding:1.5rem}main{max-width:44rem;margin:auto}\
        h1{font-size:1.5rem}h2{font-size:1.125rem}figure{margin:1rem 0}svg{width:100%;height:auto;display:block}\
        polyline{fill:none;stroke:#1a6fb5;stroke-width:1.5}path{stroke:#888;stroke-width:1}\
        table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.25rem .75rem .25rem 0;\
        overflow-wrap:anywhere}th{white-space:nowrap}td{white-space:pre-line}
        """

    private var headline: String {
        guard let outage = report.outage, outage.isUnderWay else { return "No outage" }
        return outage.isPlanned ? "Planned outage" : "Outage"
    }

    private var peak: Int { report.pages.max() ?? 0 }

    private var plot: String {
        let (width, height) = (StatusPage.width, StatusPage.height)
        let points = report.pages.enumerated().map { index, count in
            "\(index * width / max(1, report.pages.count - 1)),\(height - count * (height - 4) / max(1, peak))"
        }
        return """
            <svg viewBox="0 0 \(width) \(height)" role="img" aria-label="Pages a second, at most \(peak)">\
            <path d="M0 \(height)H\(width)"/><polyline points="\(points.joined(separator: " "))"/></svg>
            """
    }

    private var rows: [(String, String)] {
        let site = report.site
        var rows: [(String, String)] = []
        if let outage = report.outage {
            rows.append((outage.isUnderWay ? "Outage" : "Last outage", outage.title))
            rows.append(("Pages", "\(outage.traffic.pages) in \(outage.traffic.seconds) s"))
            rows.append(("Clients", "about \(outage.traffic.clients.estimate)"))
            rows.append(("Refused writes", "\(outage.traffic.writes)"))
        }
        for (folder, site, state) in report.states {
            rows.append((site ?? "State", "\(folder)\n\(state.lines.joined(separator: "\n"))"))
        }
        rows.append(("End", report.news.news(of: nil).end.map(\.rfc3339) ?? "not known"))
        rows.append(("Connections", "\(report.openConnections)"))
        rows.append(("Site", "\(report.source), resources: \(site.resources)"))
        rows.append(("Last reload", site.loadDate.rfc3339 + (site.isBroken ? "; broken since" : "")))
        rows.append(("Server", "maintenance \(report.version)\(report.isStopping ? ", stopping" : "")"))
        rows.append(("Time", report.now.rfc3339))
        return rows
    }

    private var paths: String {
        let paths = report.frequentPaths
        if paths.isEmpty { return "<p>none</p>" }
        return "<table>\(paths.map { StatusPage.row("\($0.count)", $0.path) }.joined(separator: "\n"))</table>"
    }

    private static func row(_ name: String, _ value: String) -> String {
        "<tr><th scope=\"row\">\(name.escapedForMarkup)</th><td>\(value.escapedForMarkup)</td></tr>"
    }
}
