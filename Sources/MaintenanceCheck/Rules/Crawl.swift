internal import HTTP
package import MaintenanceSite

/// A request that browsers make to show the page.
package struct PageRequest: Hashable, Sendable {
    /// Path and query.
    package let target: String
    /// Whether only some browsers or visitors make the request.
    package let isConditional: Bool
}

/// Follows the references of the page as a browser does: into style sheets, modules, frames and drawings, each of them
/// once.
struct Crawl {
    typealias Report = (_ problem: Problem, _ file: String, _ line: Int?) -> Void

    /// The largest document in bytes, far more than visitors would wait for.
    private static let sizeLimit = 16 << 20

    /// A document to check.
    struct Visit {
        enum Kind: String {
            case page, frame, style, script, module
            /// An SVG drawing as a document, and one as an image, which loads no other files.
            case drawing, picture
        }

        let kind: Kind
        /// The site of the document, and its path from the directory of all sites.
        let files: FileIndex
        let file: String
        let document: Document
        let base: BaseURL
        var isConditional = false
        var isBlocking = true
        /// The base that the page declares, unless browsers ignore it.
        var declaredBase: String?
        /// The import map of the page.
        var importMap = ImportMap()
        var variant: Page.Variant?
        /// Its index among the documents or the style sheets.
        var place: StyleSheetUse.Place?
    }

    let index: FileIndex
    let hosts: [HostName: FileIndex]
    var queue: [Visit] = []
    /// The number of visits that are done.
    private var visitCount = 0
    var seen: Set<String> = []
    var styles = StyleSheetUse()
    /// References to other hosts that do not block rendering, and the hosts of those that do.
    var otherReferences: [(host: String, file: String, line: Int)] = []
    var blockingHosts: Set<String> = []
    /// The requests so far; nil if they are not recorded.
    var requests: Set<PageRequest>?

    init(_ index: FileIndex, hosts: [HostName: FileIndex], recordsRequests: Bool = false) {
        self.index = index
        self.hosts = hosts
        requests = recordsRequests ? [] : nil
    }

    /// Reports the problems that depend on all files of the page.
    mutating func finish(report: Report) {
        let decision = styles.decide { visit in
            (try? visit.document.identity.contents.bytes()).map { FileCheck.text(of: $0, isPage: true) { _, _ in } }
        }
        for visit in decision.blanks { report(.blankWithoutScripts, visit.file, nil) }
        for (sheet, references) in decision.references { resolve(references, sheet.visit, sheet.base, report) }
        visitAll(report)
        for reference in otherReferences where !blockingHosts.contains(reference.host) {
            report(.otherHost(reference.host), reference.file, reference.line)
        }
    }

    /// Checks a file of the page, and everything that it refers to and that was not checked yet.
    mutating func visit(_ variant: Page.Variant, report: Report) {
        queue.append(
            Visit(
                kind: .page, files: index, file: index.path(variant.name), document: variant.document, base: .page,
                variant: variant))
        visitAll(report)
    }

    private mutating func visitAll(_ report: Report) {
        while visitCount < queue.count {
            visitCount += 1
            check(queue[visitCount - 1], report)
        }
    }

    private mutating func check(_ visit: Visit, _ report: Report) {
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
            checkPage(text, visit, report)
        case .drawing:
            FileCheck.checkDrawing(text) { report($0, visit.file, $1) }
            let scan = HTMLReferences.scan(text)
            for leftover in scan.leftovers { report(.templateLeftover(leftover.value), visit.file, leftover.line) }
            checkElements(scan, visit, visit.base, report)
        case .picture:
            FileCheck.checkDrawing(text) { report($0, visit.file, $1) }
        case .style:
            add(CSSReferences.scan(text), visit, visit.base, report)
        case .module:
            resolve(ModuleImports.scan(text), visit, visit.base, report)
        case .script:
            resolve(ModuleImports.scan(text).filter(\.isConditional), visit, visit.base, report)
        }
    }

    private mutating func checkPage(_ text: [UInt8], _ visit: Visit, _ report: Report) {
        switch visit.variant?.format {
        case .json: return FileCheck.checkJSON(text) { report($0, visit.file, $1) }
        case .xml: return FileCheck.checkXML(text) { report($0, visit.file, $1) }
        case .text: return
        case .html, nil: break
        }
        let scan = HTMLReferences.scan(text)
        var visit = visit
        let base = scan.base.map { visit.base.applying($0.value) } ?? visit.base
        visit.importMap = scan.importMap
        visit.importMap.base = base ?? visit.base
        visit.declaredBase = base == nil ? nil : scan.base?.value
        if visit.kind == .page {
            FileCheck.checkPage(scan, named: visit.variant?.language) { report($0, visit.file, $1) }
            if !scan.namesIcon, case .missing = visit.files.answer(to: "/favicon.ico") {
                report(.missingIcon, visit.file, nil)
            }
        }
        if let declared = scan.base, base == nil { report(.ignoredBase(declared.value), visit.file, declared.line) }
        for leftover in scan.leftovers { report(.templateLeftover(leftover.value), visit.file, leftover.line) }
        checkElements(scan, visit, base ?? visit.base, report)
        for link in scan.links { check(link: link, visit, base ?? visit.base, report) }
        for refresh in scan.refreshes { check(refresh, visit, base ?? visit.base, report) }
    }

    private mutating func checkElements(_ scan: HTMLScan, _ visit: Visit, _ base: BaseURL, _ report: Report) {
        var visit = visit
        let showsPicture = scan.references.contains {
            $0.destination == .image && !$0.url.isEmpty && !$0.isConditional && $0.subject == .document
        }
        visit.place = styles.add(
            StyleSheetUse.User(
                visit: visit, hasScripts: scan.hasScripts, hasOtherElements: scan.hasInnerDocument,
                isBlank: visit.kind == .page && !scan.showsSomething && !showsPicture))
        add(
            CSSScan(references: scan.references, rules: scan.rules, fontUses: scan.fontUses), visit, base, report)
    }

    /// Resolves the references that browsers request in any case, and retains the others for the end.
    private mutating func add(_ scan: CSSScan, _ visit: Visit, _ base: BaseURL, _ report: Report) {
        var rest = scan
        rest.references = scan.references.filter { $0.subject != .document }
        if let place = visit.place { styles.set(StyleSheetUse.Sheet(visit: visit, base: base, scan: rest), at: place) }
        resolve(scan.references.filter { $0.subject == .document }, visit, base, report)
    }
}

extension Site {
    /// The requests of browsers that show `index.html` at `/shop/cart?x=1`.
    package func pageRequests() -> Set<PageRequest> {
        var crawl = Crawl(FileIndex(self), hosts: [:], recordsRequests: true)
        if let variant = page.variants.first { crawl.visit(variant) { _, _, _ in } }
        crawl.finish { _, _, _ in }
        return crawl.requests ?? []
    }
}
