internal import HTTP
internal import MaintenanceSite

/// Resolves references, and checks their targets.
extension Crawl {
    mutating func resolve(_ references: [Reference], _ visit: Visit, _ base: BaseURL, _ report: Report) {
        /// For each destination: whether the last reference succeeded, or one that it is a fallback of.
        var hasSucceeded: [Reference.Destination: Bool] = [:]
        for reference in references where !(reference.isFallback && hasSucceeded[reference.destination] == true) {
            hasSucceeded[reference.destination] =
                reference.needsScript
                ? resolve(reference, visit, base) { report(.afterScripts($0), $1, $2) }
                : resolve(reference, visit, base, report)
        }
    }

    /// Returns whether the browser gets a usable answer.
    private mutating func resolve(_ reference: Reference, _ visit: Visit, _ base: BaseURL, _ report: Report) -> Bool {
        let url = reference.url
        let isImport =
            reference.destination == .moduleName
            || reference.destination == .module && (reference.isInProgram || [.module, .script].contains(visit.kind))
        if isImport, let mapped = visit.importMap.url(of: url) {
            var reference = reference
            (reference.url, reference.destination, reference.isInProgram) = (mapped, .module, true)
            return request(reference, visit, visit.importMap.base, report)
        }
        if reference.destination == .moduleName {
            if !reference.isConditional { report(.unknownModule(url), visit.file, reference.line) }
            return true
        }
        return request(reference, visit, base, report)
    }

    private mutating func request(_ reference: Reference, _ visit: Visit, _ base: BaseURL, _ report: Report) -> Bool {
        let url = reference.url
        // Browsers send the request before they read the base.
        let isEarly = reference.precedesBase && base != visit.base
        // Browsers send no request for an empty URL.
        switch ResolvedURL(url, against: isEarly ? visit.base : base) {
        case .sameDocument, .otherScheme, .invalid:
            return true
        case .path(let target, let dependsOnPage):
            if !reference.needsScript {
                let isConditional = reference.isConditional || visit.isConditional
                requests?.insert(PageRequest(target: target, isConditional: isConditional))
            }
            guard !isLeftover(reference, visit, report) else { return false }
            guard dependsOnPage else { return follow(reference, to: target, of: nil, visit, report) }
            let intended = intendedTarget(of: url, visit)
            report(
                isEarly ? .beforeBase(url) : relative(url, target: target, intended: intended, visit, base), visit.file,
                reference.line)
            // Checks the intended file too, so that one run finds its problems.
            if let intended, requests == nil, case .file(let path, let document) = visit.files.answer(to: intended) {
                accept(path, document, in: visit.files, reference, BaseURL(path: "/" + path), visit, report)
            }
            return false
        case .host(let host, let target):
            guard !isLeftover(reference, visit, report) else { return false }
            if reference.needsScript, host.name.map({ hosts[$0] == nil }) ?? true { return true }
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

    /// Whether a URL contains a template placeholder. Placeholders in the tags of a page are already reported.
    private func isLeftover(_ reference: Reference, _ visit: Visit, _ report: Report) -> Bool {
        guard let leftover = TemplateLeftovers.first(in: reference.url) else { return false }
        let isInMarkup = [.page, .frame, .drawing].contains(visit.kind) && !reference.isInProgram
        if !isInMarkup { report(.templateLeftover(leftover), visit.file, reference.line) }
        return true
    }

    /// The most likely intended path of a relative URL: its target when the page is at `/`.
    private func intendedTarget(of url: String, _ visit: Visit) -> String? {
        let root = BaseURL(path: "/", dependsOnPage: true)
        let base = visit.declaredBase.flatMap { root.applying($0) } ?? root
        guard case .path(let target, _) = ResolvedURL(url, against: base) else { return nil }
        return target
    }

    /// The problem of a relative URL. A URL that is only a query requests the page itself, wherever the page is shown.
    private func relative(_ url: String, target: String, intended: String?, _ visit: Visit, _ base: BaseURL) -> Problem
    {
        if target.withoutQuery == base.path { return .pageAsFile(url) }
        guard let intended else { return .relative(url, target: target, .unknown) }
        switch visit.files.answer(to: intended) {
        case .file(let path, _): return .relative(url, target: target, .file("/" + path))
        case .missing:
            return .relative(url, target: target, .missing(intended.withoutQuery, visit.files.hint(for: intended)))
        case .builtIn, .page: return .relative(url, target: target, .unknown)
        }
    }

    /// Looks up the answer of this site, or of another site by its host. Returns whether the answer is usable.
    private mutating func follow(
        _ reference: Reference, to target: String, of host: HostName?, _ visit: Visit, _ report: Report
    ) -> Bool {
        let files = host.flatMap { hosts[$0] } ?? visit.files
        switch files.answer(to: target) {
        case .builtIn:
            return true
        case .page:
            report(.pageAsFile(reference.url), visit.file, reference.line)
            return false
        case .missing:
            let problem: Problem =
                host.map { .missingAtHost(reference.url, host: "\($0)") }
                ?? .missing(reference.url, files.hint(for: target))
            report(problem, visit.file, reference.line)
            return false
        case .file(let path, let document):
            return accept(path, document, in: files, reference, BaseURL(path: target.withoutQuery), visit, report)
        }
    }

    /// Adds a file to the queue if browsers accept its type for the reference. Returns whether they do.
    @discardableResult
    private mutating func accept(
        _ path: String, _ document: Document, in files: FileIndex, _ reference: Reference, _ url: BaseURL,
        _ visit: Visit, _ report: Report
    ) -> Bool {
        guard accepts(document.mediaType, reference.destination) else {
            let problem = Problem.refusedType(
                reference.url, reference.destination, mediaType: document.mediaType)
            report(problem, visit.file, reference.line)
            return false
        }
        enqueue(files.path(path), document, in: files, reference, url, visit)
        return true
    }

    /// Every answer has `X-Content-Type-Options: nosniff`, so browsers accept scripts and style sheets only with their
    /// own types (Fetch §3.6).
    private func accepts(_ mediaType: String, _ destination: Reference.Destination) -> Bool {
        let essence = String(mediaType.prefix { $0 != ";" })
        switch destination {
        case .script, .module: return HTMLTag.isJavaScript(essence)
        case .style, .styleModule: return essence == "text/css"
        case .jsonModule: return essence == "application/json" || essence == "text/json" || essence.hasSuffix("+json")
        default: return true
        }
    }

    private mutating func enqueue(
        _ path: String, _ document: Document, in files: FileIndex, _ reference: Reference, _ url: BaseURL,
        _ visit: Visit
    ) {
        let kind: Visit.Kind
        switch (reference.destination, document.mediaType.prefix { $0 != ";" }) {
        case (.style, _): kind = .style
        case (.script, _): kind = .script
        case (.module, _): kind = .module
        case (.frame, "text/html"), (.frame, "application/xhtml+xml"): kind = .frame
        case (.image, "image/svg+xml"), (.icon, "image/svg+xml"), (.drawing, "image/svg+xml"): kind = .picture
        case (.frame, "image/svg+xml"): kind = .drawing
        default: return
        }
        var next = Visit(
            kind: kind, files: files, file: path, document: document, base: url,
            isConditional: visit.isConditional || reference.isConditional,
            isBlocking: visit.isBlocking && reference.isBlocking, importMap: visit.importMap)
        if kind == .style {
            let sheet = styles.sheet(at: path)
            if let place = visit.place { styles.link(to: sheet, from: place) }
            next.place = .sheet(sheet)
        }
        if seen.insert("\(kind.rawValue) \(path)").inserted { queue.append(next) }
    }
}

extension String {
    var withoutQuery: String { String(prefix { $0 != "?" }) }
}
