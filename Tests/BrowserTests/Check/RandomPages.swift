import TestSupport

/// Pages of a few names in any order, nested correctly or not, with selectors of the same names.
struct RandomPages {
    struct Page {
        let html: String
        let selectors: [String]
    }

    private var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func next() -> Page {
        let names = pick([RandomPages.plain, RandomPages.lists, RandomPages.tables, RandomPages.all])
        let doctype = pick(["<!doctype html>", "<!doctype html>", ""])
        let parts = (0..<Int.random(in: 2...16, using: &random)).map { _ in part(names) }
        return Page(html: doctype + parts.joined(), selectors: (0..<8).map { _ in selector(names) })
    }

    private static let plain = ["div", "p", "span", "section", "h1", "h2", "br", "img", "article"]
    private static let lists = ["ul", "li", "ol", "dl", "dt", "dd", "p", "div", "select", "option", "button"]
    private static let tables = ["table", "tr", "td", "th", "tbody", "thead", "caption", "p", "col"]
    private static let all =
        plain + lists + tables + [
            "b", "i", "a", "svg", "g", "title", "html", "body", "head", "form", "object", "meta", "style",
        ]

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    private mutating func part(_ names: [String]) -> String {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: "x"
        case 1...3: "</\(pick(names))>"
        default: "<\(pick(names))\(attribute())>"
        }
    }

    private mutating func attribute() -> String {
        pick(["", "", "", " class=a", " class='b A'", " id=a", " title='a b'", " lang=EN", " class=a class=b"])
    }

    private mutating func selector(_ names: [String]) -> String {
        let compounds = (0..<Int.random(in: 1...3, using: &random)).map { _ in compound(names) }
        return compounds.dropFirst().reduce(compounds[0]) { $0 + pick([" ", " > ", " + ", " ~ ", ">"]) + $1 }
    }

    private mutating func compound(_ names: [String]) -> String {
        let type = pick(names + ["*", "html", "body"])
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return type + pick([".a", ".b", ".A.b", "#a", "[title~=b]", "[lang=en]", "[title=a i]"])
        case 1: return pick([".a", ".b", "#a", "[class]"])
        case 2: return "\(type):not(\(pick([".a", "p", "[title]", ":first-child", "div *", "p, .b"])))"
        case 3: return type + pick([":first-child", ":last-child", ":only-child", ":root"])
        case 4: return ":is(\(pick(names)), \(pick(names)) > \(pick(names)))"
        default: return type
        }
    }
}
