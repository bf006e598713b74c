import MaintenanceCheck
import Testing

struct ReferenceKindTests {
    @Test(arguments: [
        "https://a.example/x", "HTTP:x", "data:,x", "blob:x", "mailto:a@b", "about:blank", "a+b-c.1:x", "//a/x",
        "\\\\a/x", "/\\a", "\\/a", " //a", "/\n/a", "ht\ttps://a",
    ])
    func `a scheme or a host is external`(url: String) {
        #expect(ReferenceKind(url: url) == .external)
    }

    @Test(arguments: ["", " ", "\n", "#", "#a", " #/a", "\t#a:b"])
    func `nothing or a fragment is the same document`(url: String) {
        #expect(ReferenceKind(url: url) == .sameDocument)
    }

    @Test(arguments: [
        ("/", "/"), ("/a/b.png", "/a/b.png"), (" /a ", "/a"), ("\u{1}/a\u{1F}", "/a"), ("\\a\\b", "/a/b"),
        ("/a\tb\r\n", "/ab"), ("/a?b\\c#d", "/a"), ("/a#b?c", "/a"), ("/a b%20c", "/a b%20c"), ("/a//b:c", "/a//b:c"),
        ("/?//", "/"), ("/é", "/é"),
    ])
    func `one slash starts at the root`(url: String, path: String) {
        #expect(ReferenceKind(url: url) == .rootAbsolute(path: path))
    }

    @Test(arguments: ["logo.png", "./a", "../a", "a/b:c", "?a", "?https://a", "1a:b", ":a", "é:a", ".", "a\\b", "a#//"])
    func `anything else is relative`(url: String) {
        #expect(ReferenceKind(url: url) == .relative)
        #expect(Reference(url: url, line: 1).kind == .relative)
    }
}
