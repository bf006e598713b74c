internal import HTTP
package import MaintenanceSite
internal import System

/// A request that browsers make to show the page.
package struct PageRequest: Hashable, Sendable {
    /// Path and query.
    package let target: String
    /// Whether it depends on the browser, or on the visitor, that the request is made.
    package let isConditional: Bool
}

/// Follows the references of the page as a browser does: into style sheets, modules, frames and drawings, into each once.
struct Crawl {
    typealias Report = (_ problem: Problem, _ file: String, _ line: Int?) -> Void

    /// Bytes of a document; many times more than a browser's user would wait for.
    private static let sizeLimit = 16 << 20

    /// A document to look at.
    struct Visit {
        enum Kind: String {
            case page, frame, drawing, style, script, module
        }

        let kind: Kind
        let file: String
        let document: Document
        let base: BaseURL
        var isConditional = false
        var isBlocking = true
        /// Whether the page has an import map.
        var knowsModuleNames = false
        var variant: Page.Variant?
    }

    let index: FileIndex
    let hosts: [HostName: FileIndex]
    private var queue: [Visit] = []
    private var seen: Set<String> = []
    /// References to other hosts that hold up nothing, and the hosts of those that do.
    private var otherReferences: [(host: String, file: String, line: Int)] = []
    private var blockingHosts: Set<String> = []
    /// What has been asked for so far; nil where nobody wants to know.
    private(set) var requests: Set<PageRequest>?

    init(_ index: FileIndex, hosts: [HostName: FileIndex], recordsRequests: Bool = false) {
        self.index = index
        self.hosts = hosts
        requests = recordsRequests ? [] : nil
    }

    /// Reports what can be told of at the end alone.
    func finish(report: Report) {
        for reference in otherReferences where !blockingHosts.contains(reference.host) {
            report(.otherHost(reference.host), reference.file, reference.line)
        }
    }

    /// Looks at a file of the page, and at what it leads to and was not looked at yet.
    mutating func visit(_ variant: Page.Variant, report: Report) {
        queue = [Visit(kind: .page, file: variant.name, document: variant.document, base: .page, variant: variant)]
        var next = 0
        while next < queue.count {
            look(at: queue[next], report)
            next += 1
        }
    }

    private mutating func look(at visit: Visit, _ report: Report) {
        let contents = visit.document.identity.contents
        guard contents.count <= Crawl.sizeLimit else { return report(.tooLarge, visit.file, nil) }
        let bytes: [UInt8]
        do {
            bytes = try contents.bytes()
        } catch {
            return report(.unreadable(error), visit.file, nil)
        }
        let text = FileCheck.text(of: bytes, isPage: visit.kind == .page || visit.kind == .frame) {
            report($0, visit.file, $1)
        }
        switch visit.kind {
        case .page, .frame:
            lookAtPage(text, visit, report)
        case .drawing:
            FileCheck.checkXML(text) { report($0, visit.file, $1) }
            resolve(HTMLReferences.scan(text).references, visit, visit.base, report)
        case .style:
            resolve(CSSReferences.scan(text), visit, visit.base, report)
        case .module:
            resolve(ModuleImports.scan(text), visit, visit.base, report)
        case .script:
            resolve(ModuleImports.scan(text).filter(\.isConditional), visit, visit.base, report)
        }
    }

    private mutating func lookAtPage(_ text: [UInt8], _ visit: Visit, _ report: Report) {
        switch visit.variant?.format {
        case .json: return FileCheck.checkJSON(text) { report($0, visit.file, $1) }
        case .xml: return FileCheck.checkXML(text) { report($0, visit.file, $1) }
        case .text: return
        case .html, nil: break
        }
        let scan = HTMLReferences.scan(text)
        var visit = visit
        visit.knowsModuleNames = scan.hasImportMap
        let base = scan.base.map { visit.base.applying($0.value) } ?? visit.base
        if visit.kind == .page {
            FileCheck.checkPage(scan, named: visit.variant?.language) { report($0, visit.file, $1) }
            if !scan.namesIcon, case .missing = index.answer(to: "/favicon.ico") {
                report(.missingIcon, visit.file, nil)
            }
        }
        if let declared = scan.base, base == nil { report(.ignoredBase(declared.value), visit.file, declared.line) }
        for leftover in scan.leftovers { report(.templateLeftover(leftover.value), visit.file, leftover.line) }
        resolve(scan.references, visit, base ?? visit.base, report)
        for link in scan.links { check(link: link, visit, base ?? visit.base, report) }
        for refresh in scan.refreshes { check(refresh, visit, base ?? visit.base, report) }
    }
}

// References
extension Crawl {
    private mutating func resolve(_ references: [Reference], _ visit: Visit, _ base: BaseURL, _ report: Report) {
        /// Of each destination, whether the last reference, or one that it is a fallback of, is what the browser wants.
        var hasSucceeded: [Reference.Destination: Bool] = [:]
        for reference in references where !(reference.isFallback && hasSucceeded[reference.destination] == true) {
            hasSucceeded[reference.destination] = resolve(reference, visit, base, report)
        }
    }

    /// Whether the browser gets what it asks for.
    private mutating func resolve(_ reference: Reference, _ visit: Visit, _ base: BaseURL, _ report: Report) -> Bool {
        let url = reference.url
        if reference.destination == .moduleName {
            if !visit.knowsModuleNames, !reference.isConditional {
                report(.unknownModule(url), visit.file, reference.line)
            }
            return true
        }
        // Browsers ask at once, as if there were no base.
        let isEarly = reference.precedesBase && base != visit.base
        // Where the URL is empty they ask for nothing.
        switch ResolvedURL(url, against: isEarly ? visit.base : base) {
        case .sameDocument, .otherScheme, .invalid:
            return true
        case .path(let target, let dependsOnPage):
            requests?.insert(PageRequest(target: target, isConditional: reference.isConditional || visit.isConditional))
            // What is left of a template is a problem that is found already.
            if TemplateLeftovers.first(in: url) != nil { return false }
            if dependsOnPage {
                report(isEarly ? .beforeBase(url) : relative(url, target: target, base), visit.file, reference.line)
                return false
            }
            return follow(reference, to: target, of: nil, visit, report)
        case .host(let host, let target):
            if TemplateLeftovers.first(in: url) != nil { return false }
            if host.scheme == "http" { report(.insecure(url), visit.file, reference.line) }
            if let name = host.name, hosts[name] != nil {
                return follow(reference, to: target, of: name, visit, report)
            }
            if reference.isBlocking, visit.isBlocking, !reference.isConditional {
                blockingHosts.insert(host.authority)
                report(.blockingHost(host.authority), visit.file, reference.line)
            } else {
                otherReferences.append((host.authority, visit.file, reference.line))
            }
            return true
        }
    }

    /// A query alone asks for the page itself, at each URL.
    private func relative(_ url: String, target: String, _ base: BaseURL) -> Problem {
        if target.prefix(while: { $0 != "?" }) == base.path { return .pageAsFile(url) }
        guard case .path(let atRoot, _) = ResolvedURL(url, against: BaseURL(path: "/", dependsOnPage: true)),
            case .file(let path, _) = index.answer(to: atRoot)
        else { return .relative(url, target: target, file: nil) }
        return .relative(url, target: target, file: "/" + path)
    }

    /// Looks up what a request of the site, or of another one by its host, gets. Whether it is what was wanted.
    private mutating func follow(
        _ reference: Reference, to target: String, of host: HostName?, _ visit: Visit, _ report: Report
    ) -> Bool {
        let files = host.flatMap { hosts[$0] } ?? index
        switch files.answer(to: target) {
        case .builtIn:
            return true
        case .page:
            report(.pageAsFile(reference.url), visit.file, reference.line)
            return false
        case .missing:
            let problem: Problem =
                host.map { .missingAtHost(reference.url, host: "\($0)") }
                ?? .missing(reference.url, index.hint(for: target))
            report(problem, visit.file, reference.line)
            return false
        case .file(let path, let document):
            guard accepts(document.mediaType, reference.destination) else {
                report(
                    .refusedType(reference.url, reference.destination, mediaType: document.mediaType), visit.file,
                    reference.line)
                return false
            }
            if host == nil { enqueue(path, document, reference, BaseURL(path: target.withoutQuery), visit) }
            return true
        }
    }

    /// With `X-Content-Type-Options: nosniff`, which every answer has, scripts and style sheets need their types (Fetch §3.6).
    private func accepts(_ mediaType: String, _ destination: Reference.Destination) -> Bool {
        let essence = String(mediaType.prefix { $0 != ";" })
        switch destination {
        case .script, .module: return HTMLTag.isJavaScript(essence)
        case .style: return essence == "text/css"
        default: return true
        }
    }

    private mutating func enqueue(
        _ path: String, _ document: Document, _ reference: Reference, _ url: BaseURL, _ visit: Visit
    ) {
        let kind: Visit.Kind
        switch (reference.destination, document.mediaType.prefix { $0 != ";" }) {
        case (.style, _): kind = .style
        case (.script, _): kind = .script
        case (.module, _): kind = .module
        case (.frame, "text/html"): kind = .frame
        case (.frame, "image/svg+xml"): kind = .drawing
        default: return
        }
        guard seen.insert("\(kind.rawValue) \(path)").inserted else { return }
        queue.append(
            Visit(
                kind: kind, file: path, document: document, base: url,
                isConditional: visit.isConditional || reference.isConditional,
                isBlocking: visit.isBlocking && reference.isBlocking, knowsModuleNames: visit.knowsModuleNames))
    }
}

extension String {
    var withoutQuery: String { String(prefix { $0 != "?" }) }
}

extension Site {
    /// What browsers ask this site for to show `index.html` at `/shop/cart?x=1`.
    package func pageRequests() -> Set<PageRequest> {
        var crawl = Crawl(FileIndex(self), hosts: [:], recordsRequests: true)
        if let variant = page.variants.first { crawl.visit(variant) { _, _, _ in } }
        return crawl.requests ?? []
    }
}
