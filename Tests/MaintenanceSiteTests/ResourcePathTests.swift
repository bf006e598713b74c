import Testing

@testable import MaintenanceSite

@Suite struct ResourcePathTests {
    @Test(arguments: [
        // RFC 9112 §3.2.1: origin-form
        ("/logo.png", "logo.png"),
        ("/images/logo.png", "images/logo.png"),
        ("/logo.png?version=3", "logo.png"),
        ("/logo.png?/../x", "logo.png"),
        ("/logo.png#top", "logo.png"),
        ("/logo.png#a?b", "logo.png"),
        // RFC 9112 §3.2.2: absolute-form
        ("http://example.org/logo.png", "logo.png"),
        ("HTTPS://user@[::1]:80/images/logo.png?q", "images/logo.png"),
        // Empty and dot segments
        ("//images///logo.png", "images/logo.png"),
        ("/./images/./logo.png", "images/logo.png"),
        ("/images/../logo.png", "logo.png"),
        ("/../../../logo.png", "logo.png"),
        ("/a/b/../../../../logo.png", "logo.png"),
        ("/a..b", "a..b"),
        ("/...", "..."),
        // Percent-encoding, decoded once
        ("/%6Cogo.png", "logo.png"),
        ("/%6cogo.png", "logo.png"),
        ("/images%2Flogo.png", "images/logo.png"),
        ("/images/%2e%2e/logo.png", "logo.png"),
        ("/%2e%2e%2f%2e%2e%2flogo.png", "logo.png"),
        ("/50%25.png", "50%.png"),
        ("/%2525.png", "%25.png"),
        ("/what%3F.png", "what?.png"),
        ("/a%23b.png", "a#b.png"),
        ("/gr%C3%BC%C3%9Fe.txt", "grüße.txt"),
        ("/a+b.txt", "a+b.txt"),
        (#"/a\b.txt"#, #"a\b.txt"#),
        ("/a b.txt", "a b.txt"),
    ])
    func someTargetsNameAFile(target: String, path: String) {
        #expect(ResourcePath(requestTarget: Array(target.utf8).span)?.description == path)
    }

    @Test(arguments: [
        // Not a path
        "", "*", "example.org:443", "logo.png", "http:", "http:/logo.png", "://example.org/logo.png",
        "1http://example.org/logo.png", "http://example.org", "http://example.org?/logo.png", "?/logo.png",
        // A directory
        "/", "//", "/images/", "/images//", "/images/.", "/images/..", "/logo.png/", "/logo.png/.", "/logo.png%2F",
        "/..", "/%2e", "/?logo.png", "/#logo.png",
        // Malformed escapes, NUL, and bytes that are not UTF-8
        "/%", "/%4", "/%4g", "/%g4", "/logo.png%", "/%-1", "/%00", "/logo.png%00", "/%ff", "/%C3", "/%ed%a0%80",
        "/%c0%ae%c0%ae/logo.png",
    ])
    func otherTargetsNameNoFile(target: String) {
        #expect(ResourcePath(requestTarget: Array(target.utf8).span) == nil)
    }

    @Test(arguments: [
        ("/VirtualHostBase/http/example.org/VirtualHostRoot/logo.png", "logo.png"),
        ("/VirtualHostBase/http/example.org:80/Plone/VirtualHostRoot/images/logo.png", "images/logo.png"),
        ("/VirtualHostBase/https/example.org:443/a/b/c/VirtualHostRoot/logo.png?x", "logo.png"),
        ("/VirtualHostBase/http/example.org:80/Plone/VirtualHostRoot/_vh_shop/logo.png", "logo.png"),
        ("/VirtualHostBase/http/example.org:80/Plone/VirtualHostRoot/_vh_a/_vh_b/logo.png", "logo.png"),
        ("//VirtualHostBase/http/example.org//VirtualHostRoot//_vh_a//logo.png", "logo.png"),
        ("http://127.0.0.1/VirtualHostBase/http/example.org/VirtualHostRoot/logo.png", "logo.png"),
        // Only directly after the prefix
        ("/VirtualHostBase/http/example.org/VirtualHostRoot/images/_vh_a", "images/_vh_a"),
        ("/_vh_a/logo.png", "_vh_a/logo.png"),
        // No prefix: incomplete, or not at the start
        ("/VirtualHostBase/http/example.org/logo.png", "VirtualHostBase/http/example.org/logo.png"),
        ("/VirtualHostBase/http/VirtualHostRoot/logo.png", "VirtualHostBase/http/VirtualHostRoot/logo.png"),
        ("/a/VirtualHostBase/http/h/VirtualHostRoot/logo.png", "a/VirtualHostBase/http/h/VirtualHostRoot/logo.png"),
        ("/virtualhostbase/http/h/VirtualHostRoot/logo.png", "virtualhostbase/http/h/VirtualHostRoot/logo.png"),
    ])
    func aVirtualHostMonsterPrefixIsDropped(target: String, path: String) {
        #expect(ResourcePath(requestTarget: Array(target.utf8).span)?.description == path)
    }

    @Test(arguments: [
        "/VirtualHostBase/http/example.org/VirtualHostRoot",
        "/VirtualHostBase/http/example.org/VirtualHostRoot/",
        "/VirtualHostBase/http/example.org/Plone/VirtualHostRoot/_vh_shop",
    ])
    func aVirtualHostMonsterPrefixAloneNamesNoFile(target: String) {
        #expect(ResourcePath(requestTarget: Array(target.utf8).span) == nil)
    }

    @Test func namesAreComparedByteForByte() {
        let composed = ResourcePath("caf\u{e9}.txt")
        let decomposed = ResourcePath("cafe\u{301}.txt")
        #expect(composed != decomposed)
        #expect(ResourcePath(requestTarget: Array("/caf%C3%A9.txt".utf8).span) == composed)
        #expect(ResourcePath(requestTarget: Array("/LOGO.png".utf8).span) != ResourcePath("logo.png"))
    }
}
