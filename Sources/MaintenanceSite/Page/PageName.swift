internal import HTTP

/// The name of the maintenance page, or of a variant, in the site's directory: `index.html`, `index.json`,
/// `index.de.html` and so on. The live site owns these URLs, so none of them is a resource.
struct PageName: Equatable {
    /// `index.html`, which every site has.
    static let index = PageName(format: .html, language: nil)

    let format: PageFormat
    let language: LanguageTag?

    private init(format: PageFormat, language: LanguageTag?) {
        self.format = format
        self.language = language
    }

    /// Reads a name; nil for any other name.
    init?(_ name: String) {
        guard name.hasPrefix("index.") else { return nil }
        let rest = Array(name.utf8)["index.".utf8.count...]
        let dot = rest.lastIndex(of: UInt8(ascii: "."))
        let fileExtension = dot.map { rest[$0...].dropFirst() } ?? rest
        guard let format = PageFormat(rawValue: String(decoding: fileExtension, as: UTF8.self)) else { return nil }
        if let dot {
            guard let language = LanguageTag(String(decoding: rest[..<dot], as: UTF8.self)) else { return nil }
            self.init(format: format, language: language)
        } else {
            self.init(format: format, language: nil)
        }
    }

    /// Whether a file with that name belongs to the page, including its siblings in content codings.
    static func matches(_ name: String) -> Bool {
        guard name.hasPrefix("index.") else { return false }
        return PageName(name) != nil || SiblingName(name).map { PageName($0.original) != nil } ?? false
    }
}

extension PageName: CustomStringConvertible {
    /// The file's name.
    var description: String {
        guard let language else { return "index.\(format.rawValue)" }
        return "index.\(language.text).\(format.rawValue)"
    }
}

extension LanguageTag {
    /// The language of an HTML page, from the `lang` attribute of its `html` element; nil without one.
    ///
    /// Only comments and a doctype may precede the element (HTML §13.1). The search ends at anything else.
    init?(ofHTML html: UnsafeRawBufferPointer) {
        var rest = html[...]
        while let tag = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[tag...].dropFirst()
            if rest.starts(with: "!--".utf8) {
                rest = rest.after("-->")
            } else if rest.first == UInt8(ascii: "!") {
                rest = rest.after(">")
            } else {
                guard let language = rest.attributeOfHTMLTag("lang") else { return nil }
                self.init(language)
                return
            }
        }
        return nil
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// The bytes after the text; empty if it does not occur.
    fileprivate func after(_ text: String) -> Self {
        var rest = self
        while !rest.isEmpty, !rest.starts(with: text.utf8) { rest = rest.dropFirst() }
        return rest.dropFirst(text.utf8.count)
    }

    /// The value of an attribute of the tag that begins here; nil if the tag is not `html` or lacks the attribute.
    fileprivate func attributeOfHTMLTag(_ name: String) -> String? {
        var rest = self
        guard rest.takeName() == "html" else { return nil }
        while true {
            rest = rest.drop { $0.isHTMLSpace || $0 == UInt8(ascii: "/") }
            guard let byte = rest.first, byte != UInt8(ascii: ">") else { return nil }
            let attribute = rest.takeName()
            rest = rest.drop(while: \.isHTMLSpace)
            var value = ""
            if rest.first == UInt8(ascii: "=") {
                rest = rest.dropFirst().drop(while: \.isHTMLSpace)
                value = rest.takeValue()
            }
            if attribute == name { return value }
        }
    }

    /// Takes a name of at least one byte, and returns it in lower case.
    private mutating func takeName() -> String {
        let end = dropFirst().firstIndex { $0.isHTMLSpace || "/>=".utf8.contains($0) } ?? endIndex
        defer { self = self[end...] }
        return String(decoding: self[..<end].map(\.lowercasedASCII), as: UTF8.self)
    }

    private mutating func takeValue() -> String {
        if let quote = first, "\"'".utf8.contains(quote) {
            let value = dropFirst().prefix { $0 != quote }
            self = self[value.endIndex...].dropFirst()
            return String(decoding: value, as: UTF8.self)
        }
        let value = prefix { !$0.isHTMLSpace && $0 != UInt8(ascii: ">") }
        self = self[value.endIndex...]
        return String(decoding: value, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isHTMLSpace: Bool { " \t\n\u{C}\r".utf8.contains(self) }
}

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
