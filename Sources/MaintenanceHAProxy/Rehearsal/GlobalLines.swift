/// The lines of `global`.
extension LineRewriter {
    /// Keywords of lines about the process and its surroundings.
    private static let processKeywords: Set<String> = [
        "busy-polling", "ca-base", "chroot", "cpu-affinity", "cpu-map", "cpu-policy", "cpu-set", "crt-base", "daemon",
        "external-check", "fd-hard-limit", "gid", "grace", "group", "hard-stop-after", "insecure-fork-wanted",
        "insecure-setuid-wanted", "issuers-chain-path", "key-base", "localpeer", "log", "log-send-hostname",
        "master-worker", "maxconn", "module-load", "module-path", "mworker-max-reloads", "nbthread", "pidfile",
        "prealloc-fd", "server-state-base", "server-state-file", "set-dumpable", "setcap", "stats", "strict-limits",
        "thread-group", "thread-groups", "uid", "ulimit-n", "unix-bind", "user", "zero-warning",
    ]

    private static let prefixes = [
        "lua-", "ssl-", "51degrees-", "deviceatlas-", "wurfl-", "shm-stats-file", "httpclient.", "ocsp-update.",
        "acme.", "tune.lua.", "noepoll", "nokqueue",
    ]

    mutating func editGlobal(_ directive: Directive) -> LineEdit {
        let words = directive.words.map(\.text)
        let keyword = words[0] == "no" && words.count > 1 ? words[1] : words[0]
        if keyword == "default-path" { return editDefaultPath(directive) }
        let isOutward =
            LineRewriter.processKeywords.contains(keyword) || LineRewriter.prefixes.contains { keyword.hasPrefix($0) }
        // Other lines that name a file of the host.
        let namesFile = words.dropFirst().contains { $0.hasPrefix("/") } && !keyword.hasSuffix("env")
        return isOutward || namesFile ? .leaveOut(directive, "about the process") : .keep
    }

    /// Keeps relative names valid, because the copies are in another folder than the files.
    private mutating func editDefaultPath(_ directive: Directive) -> LineEdit {
        let file = directive.position.file
        let folder = file.lastIndex(of: "/").map { file[..<$0] } ?? "."
        switch directive.arguments.first {
        case "config": references.base = String(folder)
        case "parent": references.base = "\(folder)/.."
        case "origin": references.base = directive.arguments.dropFirst().first
        default: references.base = nil
        }
        return references.base.map { .write("default-path origin \(quoted($0))") } ?? .keep
    }
}
