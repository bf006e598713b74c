package import HTTP
package import MaintenanceSite

/// Checks one site, or each of several, for defects that break maintenance pages.
package struct SitesCheck {
    private let sites: Sites
    private let hosts: [HostName]
    private let pageCandidate: (_ folder: String) -> String?

    /// `hosts` are the hosts that the sites answer for, beside those with a folder. `pageCandidate` returns the name of
    /// a file in a folder without a page that may be meant as the page.
    package init(
        _ sites: Sites, hosts: [HostName] = [], pageCandidate: @escaping (_ folder: String) -> String? = { _ in nil }
    ) {
        self.sites = sites
        self.hosts = hosts
        self.pageCandidate = pageCandidate
    }

    /// The findings. With several sites, paths start at the directory that contains them.
    package func findings() -> Findings {
        var findings = Findings()
        for unusable in sites.unusable {
            let reason = "it " + "\(unusable)".removing(prefix: "\(unusable.folder) ")
            let hint = pageCandidate(unusable.folder).map { "; \($0) may be meant as the page" }
            findings.add(.notServed, reason + (hint ?? ""), at: .init(file: unusable.folder, line: nil))
        }
        for omission in sites.otherOmissions { findings.add(omission) { $0 } }
        let members = sites.members.map { member in
            (member: member, index: FileIndex(member.site) { member.path(of: $0) })
        }
        var indices: [HostName: FileIndex] = [:]
        for (member, index) in members {
            for host in member.hosts { indices[host] = index }
        }
        let standard = indices.removeValue(forKey: Sites.defaultHost) ?? members.first?.index
        for host in hosts where indices[host] == nil { indices[host] = standard }
        for (member, index) in members {
            let check = SiteCheck(site: member.site, index: index, hosts: indices)
            check.run(into: &findings)
        }
        return findings
    }
}

/// Checks one site.
///
/// 1. Names: files that are omitted, files whose names resemble those of the page, and files that should not be public.
/// 2. The files of the page: their encoding, and whether the charset and language that they declare are those of the
///    answer (`FileCheck`).
/// 3. The requests of browsers that show the page, document by document (`Crawl`).
struct SiteCheck {
    let site: Site
    let index: FileIndex
    let hosts: [HostName: FileIndex]

    func run(into findings: inout Findings) {
        for omission in site.omissions { findings.add(omission, index.path) }
        for name in site.resources.keys.map(\.description).sorted() {
            if let problem = problem(of: name) { add(problem, index.path(name), nil, to: &findings) }
        }
        if let language = site.missingLanguage {
            add(.missingLanguage(language), index.path("index.html"), nil, to: &findings)
        }
        var crawl = Crawl(index, hosts: hosts)
        for variant in site.page.variants {
            crawl.visit(variant) { problem, file, line in add(problem, file, line, to: &findings) }
        }
        crawl.finish { problem, file, line in add(problem, file, line, to: &findings) }
    }

    private func problem(of name: String) -> Problem? {
        if let lookalike = PageNameLookalike(name) { return .notThePage(pageName: lookalike.pageName) }
        return PrivateFileName.matches(name) ? .publicFile : nil
    }

    private func add(_ problem: Problem, _ file: String, _ line: Int?, to findings: inout Findings) {
        findings.add(problem.rule, problem.text, at: .init(file: file, line: line))
    }
}

extension Findings {
    fileprivate mutating func add(_ omission: Omission, _ path: (String) -> String) {
        add(
            .notServed, "\(omission)".removing(prefix: "\(omission.path): "),
            at: .init(file: path(omission.path), line: nil))
    }
}

extension String {
    fileprivate func removing(prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}

/// Names of files that are meant for servers, not for visitors.
enum PrivateFileName {
    static func matches(_ path: String) -> Bool {
        let name = (path.split(separator: "/").last ?? "").lowercased()
        if names.contains(name) || name.hasSuffix("~") { return true }
        // A folder of a repository whose name had a dot.
        if path.split(separator: "/").dropLast().contains(where: { ["git", "_git", "svn"].contains($0) }) {
            return ["config", "HEAD", "index", "entries"].contains { path.hasSuffix("/\($0)") }
        }
        // `dump.sql.gz` is an SQL file.
        let parts = name.split(separator: ".").dropFirst().filter { !packings.contains($0) }
        return parts.last.map { extensions.contains(String($0)) } ?? false
    }

    private static let names: Set = [
        "composer.lock", "credentials.json", "docker-compose.yaml", "docker-compose.yml", "dockerfile", "htpasswd",
        "id_dsa", "id_ecdsa", "id_ed25519", "id_rsa", "makefile", "thumbs.db", "web.config", "wp-config.php.bak",
    ]

    private static let packings: Set<Substring> = ["bz2", "gz", "tar", "txt", "xz", "zip", "zst"]

    private static let extensions: Set = [
        "asp", "aspx", "bak", "bat", "cfg", "cfm", "cgi", "class", "conf", "cs", "db", "dump", "env", "erb", "go",
        "inc",
        "ini", "java", "jks", "jsp", "jspx", "kdbx", "key", "keystore", "log", "lua", "mdb", "old", "orig", "ovpn",
        "p12",
        "pem", "pfx", "phar", "php", "php3", "php4", "php5", "php7", "php8", "phps", "phtml", "pl", "ppk", "ps1", "py",
        "pyc", "rb", "rs", "save", "sh", "sql", "sqlite", "sqlite3", "swo", "swp", "tf", "tfstate", "twig", "yaml",
        "yml",
    ]
}
