internal import System

/// The files that lines name. Those that cannot be read are replaced by empty ones.
struct FileReferences {
    let folder: String
    let isReadable: (String) -> Bool
    /// The folder of relative names, if `default-path` sets it.
    var base: String?
    /// The names in the folder that replace files.
    private var replacements: [String: String] = [:]

    init(folder: String, isReadable: @escaping (String) -> Bool) {
        self.folder = folder
        self.isReadable = isReadable
    }

    var emptyFiles: [String] { replacements.values.sorted() }

    /// The unreadable file of an answer: that of `errorfile`, or of `http-request return … file`.
    func missingAnswer(_ directive: Directive) -> String? {
        let words = directive.words.map(\.text)
        let path: String? =
            switch words[0] {
            case "errorfile": words.dropFirst(2).first
            case "http-request", "http-response", "http-after-response", "http-error":
                ["file", "lf-file", "errorfile"].lazy.compactMap { keyword in
                    words.firstIndex(of: keyword).flatMap { words.dropFirst($0 + 1).first }
                }.first
            default: nil
            }
        return path.flatMap { isThere($0) ? nil : $0 }
    }

    /// The word with another file, and the missing file: the one after `-f`, or that of a map such as
    /// `map(/etc/haproxy/hosts.map)`.
    mutating func replacement(for word: String, after previous: String) -> (text: String, file: String)? {
        if previous == "-f" { return isThere(word) ? nil : (replacement(for: word), word) }
        var result = word
        var missing: String?
        for call in FileReferences.calls {
            guard let start = result.firstRange(of: call)?.upperBound,
                let open = result[start...].firstIndex(of: "("),
                result[start..<open].allSatisfy({ $0 == "_" || $0.isLetter || $0.isNumber }),
                let end = result[open...].firstIndex(where: { $0 == "," || $0 == ")" })
            else { continue }
            let range = result.index(after: open)..<end
            let path = String(result[range])
            guard !path.isEmpty, !isThere(path) else { continue }
            result.replaceSubrange(range, with: replacement(for: path))
            missing = path
        }
        return missing.map { (result, $0) }
    }

    private static let calls = [",map", "set-map", "del-map", "add-acl", "del-acl"]

    private func isThere(_ path: String) -> Bool {
        if path.hasPrefix("virt@") || path.hasPrefix("opt@") { return true }
        let name = path.hasPrefix("file@") ? String(path.dropFirst(5)) : path
        return isReadable(name.hasPrefix("/") ? name : base.map { "\($0)/\(name)" } ?? name)
    }

    private mutating func replacement(for path: String) -> String {
        let name = replacements[path] ?? "empty-\(replacements.count)"
        replacements[path] = name
        return "\(folder)/\(name)"
    }
}
