import Testing

@testable import MaintenanceCheck

struct ResolvedURLTests {
    private func target(_ url: String, _ base: BaseURL = .page) -> String? {
        if case .path(let target, _) = ResolvedURL(url, against: base) { target } else { nil }
    }

    @Test(arguments: ["data:,x", "blob:x", "mailto:a@b", "about:blank", "a+b-c.1:x", "javascript:1"])
    func `other schemes cause no request`(url: String) {
        #expect(ResolvedURL(url, against: .page) == .otherScheme)
    }

    @Test(arguments: [
        ("https://a.example/x", "a.example", "/x"), ("//a/x", "a", "/x"), ("\\\\A/x", "a", "/x"), ("/\\a", "a", "/"),
        ("\\/a", "a", "/"), (" //a", "a", "/"), ("/\n/a", "a", "/"), ("ht\ttps://a?b", "a", "/?b"),
        ("///a/b", "a", "/b"),
        ("//u:p@a:80/b#c", "a:80", "/b"), ("//[::1]:80/b", "[::1]:80", "/b"),
    ])
    func `a URL may name a host`(url: String, host: String, path: String) {
        guard case .host(let found, let target) = ResolvedURL(url, against: .page) else {
            Issue.record("\(url) has no host")
            return
        }
        #expect((found.authority, target) == (host, path))
    }

    @Test(arguments: ["//", "http://", "//a b/", "http://[", "//a<b"])
    func `an invalid host makes the URL invalid`(url: String) {
        #expect(ResolvedURL(url, against: .page) == .invalid)
    }

    @Test(arguments: ["", " ", "\n", "#", "#a", " #/a", "\t#a:b"])
    func `an empty URL or a fragment is the document itself`(url: String) {
        #expect(ResolvedURL(url, against: .page) == .sameDocument)
    }

    @Test(arguments: [
        ("/", "/"), ("/a/b.png", "/a/b.png"), (" /a ", "/a"), ("\u{1}/a\u{1F}", "/a"), ("\\a\\b", "/a/b"),
        ("/a\tb\r\n", "/ab"), ("/a?b\\c#d", "/a?b\\c"), ("/a#b?c", "/a"), ("/a b%20c", "/a%20b%20c"),
        ("/a//b:c", "/a//b:c"),
        ("/?//", "/?//"), ("/é", "/%C3%A9"), ("/a/../b", "/b"), ("/../b", "/b"), ("/a/.", "/a/"), ("/a/b/..", "/a/"),
        ("/a/%2E%2e/b", "/b"), ("/a/.%2e/b", "/b"), ("/...", "/..."), ("/{}`^|\"<>", "/%7B%7D%60%5E%7C%22%3C%3E"),
        ("/?'{", "/?%27{"),
        ("http:/a", "/a"), ("/%zz", "/%zz"),
    ])
    func `a slash begins a path from the root`(url: String, expected: String) {
        #expect(ResolvedURL(url, against: .page) == .path(expected, dependsOnPage: false))
    }

    @Test(arguments: [
        ("logo.png", "/shop/logo.png"), ("./a", "/shop/a"), ("../a", "/a"), ("../../a", "/a"), ("a/b:c", "/shop/a/b:c"),
        ("?a", "/shop/cart?a"), ("?https://a", "/shop/cart?https://a"), ("1a:b", "/shop/1a:b"), (":a", "/shop/:a"),
        ("é:a", "/shop/%C3%A9:a"), (".", "/shop/"), ("a\\b", "/shop/a/b"), ("a#//", "/shop/a"), ("https:a", "/shop/a"),
    ])
    func `other URLs depend on the page`(url: String, expected: String) {
        #expect(ResolvedURL(url, against: .page) == .path(expected, dependsOnPage: true))
    }

    @Test(arguments: [
        ("/b/", "/b/x"), ("/b", "/x"), ("assets/", "/shop/assets/x"), ("../up/", "/up/x"), ("?y", "/shop/x"),
        ("", "/shop/x"),
    ])
    func `a base replaces the page's URL`(href: String, expected: String) throws {
        #expect(target("x", try #require(BaseURL.page.applying(href))) == expected)
    }

    @Test(arguments: ["data:text/plain,x", "javascript:1", "http://[", "//"])
    func `browsers ignore a base without a web server`(href: String) {
        #expect(BaseURL.page.applying(href) == nil)
    }
}
