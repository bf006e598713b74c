internal import HTTP
internal import MaintenanceSite

/// What references lead to.
extension Crawl {
    mutating func resolve(_ references: [Reference], _ visit: Visit, _ base: BaseURL, _ report: Report) {
        /// Of each destination, whether the last reference, or one that it is a fallback of, is what the browser wants.
        var hasSucceeded: [Reference.Destination: Bool] = [:]
        for reference in references where !(reference.isFallback && hasSucceeded[reference.destination] == true) {
            hasSucceeded[reference.destination] =
                reference.needsScript
                ? resolve(reference, visit, base) { report(.afterScripts($0), $1, $2) }
                : resolve(reference, visit, base, report)
        }
    }

    /// Whether the browser gets what it asks for.
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
        // Browsers ask at once, as if there were no base.
        let isEarly = reference.precedesBase && base != visit.base
        // Where the URL is empty they ask for nothing.
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
            let meant = meantTarget(of: url, visit)
            report(
                isEarly ? .beforeBase(url) : relative(url, target: target, meant: meant, visit, base), visit.file,
                reference.line)
            // What is wrong with the file itself is found in the same run.
            if let meant, requests == nil, case .file(let path, let document) = visit.files.answer(to: meant) {
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

    /// Whether a template has left its sign in a URL. In the tags of a page it is found already.
    private func isLeftover(_ reference: Reference, _ visit: Visit, _ report: Report) -> Bool {
        guard let leftover = TemplateLeftovers.first(in: reference.url) else { return false }
        let isInMarkup = [.page, .frame, .drawing].contains(visit.kind) && !reference.isInProgram
        if !isInMarkup { report(.templateLeftover(leftover), visit.file, reference.line) }
        return true
    }

    /// The path that a relative URL was most likely meant to have: browsers ask for it where the page is seen at `/`.
    private func meantTarget(of url: String, _ visit: Visit) -> String? {
        let root = BaseURL(path: "/", dependsOnPage: true)
        let base = visit.declaredBase.flatMap { root.applying($0) } ?? root
        guard case .path(let target, _) = ResolvedURL(url, against: base) else { return nil }
        return target
    }

    /// A query alone asks for the page itself, at each URL.
    private func relative(_ url: String, target: String, meant: String?, _ visit: Visit, _ base: BaseURL) -> Problem {
        if target.withoutQuery == base.path { return .pageAsFile(url) }
        guard let meant else { return .relative(url, target: target, .unknown) }
        switch visit.files.answer(to: meant) {
        case .file(let path, _): return .relative(url, target: target, .file("/" + path))
        case .missing: return .relative(url, target: target, .missing(meant.withoutQuery, visit.files.hint(for: meant)))
        case .builtIn, .page: return .relative(url, target: target, .unknown)
        }
    }

    /// Looks up what a request of the site, or of another one by its host, gets. Whether it is what was wanted.
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

    /// Looks at a file as what wants it does. Whether it is of a type that browsers accept there.
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

    /// With `X-Content-Type-Options: nosniff`, which every answer has, scripts and style sheets need their types (Fetch §3.6).
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
