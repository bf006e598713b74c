internal import HTTP
package import MaintenanceSite

/// Looks for what breaks maintenance pages.
///
/// 1. What the directory has and the site does not, and what was meant for the page and is none of it.
/// 2. The page's files: how each is encoded, and whether it says of itself what the server says of it.
/// 3. The page's references: one that is relative asks for another file at each URL; one to a file that is not there
///    gets the page instead.
/// 4. The stylesheets' references, which are relative to the stylesheet and so may be relative.
package struct SiteCheck {
    /// Bytes of a page or a stylesheet; many times more than a browser's user would wait for.
    private static let sizeLimit = 16 << 20

    private let site: Site

    package init(_ site: Site) {
        self.site = site
    }

    /// The warnings: those of the directory first, then by file and line.
    package func warnings() -> [SiteWarning] {
        let omissions = site.omissions.map(SiteWarning.notServed)
        let stylesheets = site.resources.filter { $0.value.mediaType.hasPrefix("text/css") }.sorted { $0.key < $1.key }
        let language = site.missingLanguage.map(SiteWarning.missingLanguage).map { [$0] } ?? []
        return omissions + nameWarnings() + language + site.page.variants.flatMap(pageWarnings)
            + stylesheets.flatMap { path, document in
                stylesheetWarnings(of: document, at: path.description)
            }
    }

    private func nameWarnings() -> [SiteWarning] {
        site.resources.keys.map(\.description).sorted().compactMap { path in
            PageNameLikeness(path).map { .notThePage(path: path, pageName: $0.pageName) }
        }
    }

    private func pageWarnings(of page: Page.Variant) -> [SiteWarning] {
        warnings(in: page.document, named: page.name) { bytes in
            var warnings: [SiteWarning] = []
            switch PageEncoding(of: bytes) {
            case .utf8: break
            case .utf16: return [.utf16(file: page.name)]
            case .other(let line): warnings.append(.notUTF8(file: page.name, line: line))
            }
            switch page.format {
            case .html:
                let scan = HTMLReferences.scan(bytes)
                return warnings + declarationWarnings(of: scan, in: page) + referenceWarnings(of: scan, in: page.name)
            case .json:
                let line = JSONSyntax.lineOfFault(in: bytes)
                return warnings + (line.map { [.notJSON(file: page.name, line: $0)] } ?? [])
            case .text, .xml:
                return warnings
            }
        }
    }

    private func declarationWarnings(of scan: HTMLScan, in page: Page.Variant) -> [SiteWarning] {
        var warnings: [SiteWarning] = []
        if let charset = scan.charset, !["utf-8", "utf8"].contains(charset.value.lowercased()) {
            warnings.append(.otherCharset(charset, file: page.name))
        }
        if let declared = scan.language, let said = LanguageTag(declared.value), let named = page.language,
            said.lookUp(in: [named]) == nil, named.lookUp(in: [said]) == nil
        {
            warnings.append(.otherLanguage(declared, than: named, file: page.name))
        }
        return warnings
    }

    private func referenceWarnings(of scan: HTMLScan, in file: String) -> [SiteWarning] {
        let base = scan.base.map(ReferenceKind.init)
        return linkWarnings(scan.links, in: file, base: base)
            + scan.references.compactMap { reference in
                switch (reference.kind, base) {
                case (.rootAbsolute, .external):
                    nil
                case (.rootAbsolute(let path), _):
                    missing(path, reference, in: file)
                case (.relative, .rootAbsolute(let base)):
                    missing(resolve(reference.url, against: base), reference, in: file)
                case (.relative, .external), (.external, _), (.sameDocument, _):
                    nil
                case (.relative, _):
                    .relativeReference(reference, file: file)
                }
            }
    }

    /// A link may lead to the live site, and so to what this one has not. A query alone stays at the page's own URL.
    private func linkWarnings(
        _ links: [Reference], in file: String, base: ReferenceKind?
    ) -> [SiteWarning] {
        switch base {
        case .rootAbsolute, .external: []
        case .relative, .sameDocument, nil:
            links.filter { $0.kind == .relative && $0.url.first != "?" }.map { .relativeReference($0, file: file) }
        }
    }

    private func stylesheetWarnings(of document: Document, at path: String) -> [SiteWarning] {
        warnings(in: document, named: path) { css in
            CSSReferences.scan(css).compactMap { reference in
                switch reference.kind {
                case .rootAbsolute(let target): missing(target, reference, in: path)
                case .relative: missing(resolve(reference.url, against: "/" + path), reference, in: path)
                case .external, .sameDocument: nil
                }
            }
        }
    }

    private func warnings(
        in document: Document, named name: String, find: ([UInt8]) -> [SiteWarning]
    ) -> [SiteWarning] {
        guard document.identity.contents.count <= SiteCheck.sizeLimit else { return [.tooLarge(file: name)] }
        do {
            return find(try document.identity.contents.bytes())
        } catch {
            return [.unreadable(file: name, error)]
        }
    }

    private func missing(_ path: String, _ reference: Reference, in file: String) -> SiteWarning? {
        site.hasResource(for: path) ? nil : .missingResource(reference, file: file)
    }

    /// RFC 3986 §5.2.3: the reference takes the place of what follows the base's last slash.
    private func resolve(_ reference: String, against base: String) -> String {
        let directory = base.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(base[...$0]) } ?? "/"
        return directory + String(decoding: ReferenceKind.stripped(reference), as: UTF8.self)
    }
}

/// Looks for what breaks maintenance pages in one site, or in each of several.
package struct SitesCheck {
    private let sites: Sites

    package init(_ sites: Sites) {
        self.sites = sites
    }

    /// The warnings, a line each: first those of folders that are no sites, then those of each site. Files of several
    /// sites have their paths from the directory that all are in.
    package func lines() -> [String] {
        sites.unusable.map(\.description)
            + sites.otherOmissions.map(\.description)
            + sites.members.flatMap { member in
                SiteCheck(member.site).warnings().map { member.path(of: $0.description) }
            }
    }
}

/// A name that was most likely meant for a variant of the page, and is another file's.
struct PageNameLikeness {
    /// The name that the variant would have; nil where there can be none.
    let pageName: String?

    /// Nil for a name that is not like the page's. Those of the page itself are for the site to tell.
    init?(_ path: String) {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].lowercased() == "index" else { return nil }
        let rest = parts.dropFirst()
        // The format comes last; servers that negotiate by names have the language after it.
        if let last = rest.last, let format = PageNameLikeness.format(last) {
            pageName = PageNameLikeness.name(rest.dropLast(), format, isLanguage: { _ in true })
        } else if let first = rest.first, let format = PageNameLikeness.format(first) {
            // Three letters there are `bak` or `old` rather than a language.
            pageName = PageNameLikeness.name(rest.dropFirst(), format) { $0.prefix { $0 != "-" }.count == 2 }
        } else {
            return nil
        }
    }

    private static func format(_ text: Substring) -> PageFormat? {
        let text = text.lowercased()
        return ["htm", "xhtml"].contains(text) ? .html : PageFormat(rawValue: text)
    }

    private static func name(
        _ language: ArraySlice<Substring>, _ format: PageFormat, isLanguage: (String) -> Bool
    ) -> String? {
        if language.isEmpty { return "index.\(format.rawValue)" }
        let tag = String(String(language.joined(separator: ".")).map { $0 == "_" ? "-" : $0 })
        return LanguageTag(tag) != nil && isLanguage(tag) ? "index.\(tag).\(format.rawValue)" : nil
    }
}
