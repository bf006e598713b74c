internal import HTTP

/// Checks the links, forms and refreshes of a page.
extension Crawl {
    /// A link may lead to a page of the live site, so its target need not exist here.
    func check(link: Reference, _ visit: Visit, _ base: BaseURL, _ report: Report) {
        guard TemplateLeftovers.first(in: link.url) == nil else { return }
        switch ResolvedURL(link.url, against: base) {
        case .sameDocument where base != visit.base && link.url.utf8.contains(.numberSign):
            report(.fragmentWithBase(link.url, target: base.path), visit.file, link.line)
        case .path(let target, dependsOnPage: true):
            // A query alone stays at the page's own URL.
            guard target.withoutQuery != BaseURL.page.path else { return }
            report(.relative(link.url, target: target, .unknown), visit.file, link.line)
        case .path(let target, dependsOnPage: false) where link.destination == .form:
            check(form: link, to: target, in: visit.files, visit, report)
        case .host(let host, let target) where link.destination == .form:
            guard let files = host.name.flatMap({ hosts[$0] }) else { return }
            check(form: link, to: target, in: files, visit, report)
        case .sameDocument, .path, .host, .otherScheme, .invalid:
            break
        }
    }

    private func check(form: Reference, to target: String, in files: FileIndex, _ visit: Visit, _ report: Report) {
        if case .file = files.answer(to: target) { report(.formToFile(form.url), visit.file, form.line) }
    }

    /// In seconds. A shorter interval burdens the server, and interrupts visitors who are reading.
    private static let shortestRefresh = 10

    func check(_ refresh: HTMLScan.Refresh, _ visit: Visit, _ base: BaseURL, _ report: Report) {
        let url = refresh.url ?? ""
        guard TemplateLeftovers.first(in: url) == nil else { return }
        let resolved = ResolvedURL(url, against: base)
        let staysHere =
            switch resolved {
            case .sameDocument: base == visit.base
            case .path(let target, _): target.withoutQuery == visit.base.path
            case .host, .otherScheme, .invalid: false
            }
        // Browsers refuse both.
        let isProgram = ["javascript:", "data:"].contains { url.lowercased().hasPrefix($0) }
        guard resolved != .invalid, !isProgram else { return }
        if !staysHere {
            report(.refreshElsewhere(url), visit.file, refresh.line)
        } else if refresh.seconds < Crawl.shortestRefresh {
            report(.refreshTooOften(seconds: refresh.seconds), visit.file, refresh.line)
        }
    }
}
