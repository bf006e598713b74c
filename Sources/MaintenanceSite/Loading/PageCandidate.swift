/// A file that may be meant as `index.html`.
package enum PageCandidate {
    /// The most names to search, more than in any directory that is made by hand.
    private static let nameLimit = 1000

    /// The path of a candidate in a directory without `index.html`. Usual names in any case come first, then the only
    /// page, then the `index.html` of a folder.
    package static func path(in directory: String) -> String? {
        guard let directory = try? Directory(path: directory),
            let names = try? directory.names(atMost: nameLimit, after: { _ in false }).names.map(\.text),
            !names.contains("index.html")
        else { return nil }
        for usual in usualNames {
            if let name = names.first(where: { $0.lowercased() == usual }) { return name }
        }
        let pages = names.filter { $0.lowercased().hasSuffix(".html") || $0.lowercased().hasSuffix(".htm") }
        if pages.count == 1 { return pages[0] }
        return names.first { hasPage($0, in: directory) }.map { "\($0)/index.html" }
    }

    private static func hasPage(_ name: String, in directory: Directory) -> Bool {
        (try? directory.folder(at: name).file("index.html")) != nil
    }

    private static let usualNames = [
        "index.html", "maintenance.html", "503.html", "index.htm", "maintenance.htm", "error.html", "50x.html",
        "offline.html", "down.html", "default.html", "home.html", "index.html.html", "index.xhtml", "index.php",
    ]
}
