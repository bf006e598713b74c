import Foundation
import Testing
import HTTP
import TestSupport

@testable import MaintenanceSite

@Suite struct SiteLoadingTests {
    private func paths(_ site: Site) -> [String] { site.resources.keys.sorted().map(\.description) }

    private func omissions(_ site: Site) -> [String: Omission.Reason] {
        Dictionary(uniqueKeysWithValues: site.omissions.map { ($0.path, $0.reason) })
    }

    @Test func everyOtherFileIsAResource() throws {
        let directory = try TemporaryDirectory([
            "index.html": "page", "logo.png": "logo", "css/site.css": "css", "a/b/c/d.txt": "d", "empty.txt": "",
            "shop/index.html": "not the page",
        ])
        let site = try Site.load(directory: directory.path)
        #expect(paths(site) == ["a/b/c/d.txt", "css/site.css", "empty.txt", "logo.png", "shop/index.html"])
        #expect(site.page.defaultDocument.identity.contents.count == 4)
        #expect(site.page.defaultDocument.mediaType == "text/html; charset=utf-8")
        #expect(site.resources[ResourcePath("empty.txt")]?.identity.contents.count == 0)
        #expect(site.omissions.isEmpty)
    }

    @Test func theNamesOfThePageAreNotResources() throws {
        let directory = try TemporaryDirectory([
            "index.html": "page", "index.de.html": "Seite", "index.json": "{}", "a/index.json": "{}",
        ])
        #expect(paths(try Site.load(directory: directory.path)) == ["a/index.json"])
    }

    @Test func namesThatBeginWithADotAreHiddenExceptInWellKnown() throws {
        let directory = try TemporaryDirectory([
            "index.html": "page", ".env": "secret", ".git/config": "secret", "a/.htpasswd": "secret",
            "a/.b/c.txt": "secret", ".well-known/security.txt": "contact", ".well-known/acme/.token": "token",
            "a/.well-known/x.txt": "secret", ".well-knownx/y.txt": "secret",
        ])
        let site = try Site.load(directory: directory.path)
        #expect(paths(site) == [".well-known/acme/.token", ".well-known/security.txt"])
        #expect(site.omissions.isEmpty)
    }

    @Test func aFileNamedWellKnownIsHidden() throws {
        let directory = try TemporaryDirectory(["index.html": "page", ".well-known": "a file"])
        #expect(paths(try Site.load(directory: directory.path)).isEmpty)
    }

    @Test func linksWithinTheSiteAreFollowed() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "v2/logo.png": "logo", "v2/deep/x.txt": "x"])
        try directory.link("logo.png", to: "v2/logo.png")
        try directory.link("absolute.png", to: directory.path(of: "v2/logo.png"))
        try directory.link("current", to: "v2")
        try directory.link("v2/deep/up.png", to: "../logo.png")
        let site = try Site.load(directory: directory.path)
        #expect(
            paths(site) == [
                "absolute.png", "current/deep/up.png", "current/deep/x.txt", "current/logo.png", "logo.png",
                "v2/deep/up.png", "v2/deep/x.txt", "v2/logo.png",
            ])
        #expect(site.omissions.isEmpty)
    }

    /// Like a ConfigMap that Kubernetes mounts.
    @Test func linksThroughAHiddenDirectoryAreFollowed() throws {
        let directory = try TemporaryDirectory(["..2026_11_20/index.html": "page", "..2026_11_20/logo.png": "logo"])
        try directory.link("..data", to: "..2026_11_20")
        try directory.link("index.html", to: "..data/index.html")
        try directory.link("logo.png", to: "..data/logo.png")
        let site = try Site.load(directory: directory.path)
        #expect(paths(site) == ["logo.png"])
        #expect(site.page.defaultDocument.identity.contents.count == 4)
    }

    @Test func linksOutOfTheSiteAreNotFollowed() throws {
        let outside = try TemporaryDirectory([
            "secret.txt": "secret", "site/index.html": "page", "site-old/x": "secret",
        ])
        try outside.link("site/passwd", to: "/etc/passwd")
        try outside.link("site/up.txt", to: "../secret.txt")
        try outside.link("site/sibling", to: "../site-old")
        try outside.link("site/chain", to: "up.txt")
        try outside.link("site/broken", to: "nothing")
        try outside.link("site/self", to: "self")
        let site = try Site.load(directory: outside.path(of: "site"))
        #expect(paths(site).isEmpty)
        #expect(
            omissions(site) == [
                "passwd": .linkOutOfSite, "up.txt": .linkOutOfSite, "sibling": .linkOutOfSite, "chain": .linkOutOfSite,
                "broken": .brokenLink, "self": .brokenLink,
            ])
    }

    @Test func linksToAnAncestorEndTheWalk() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a/b/x.txt": "x"])
        try directory.link("a/b/loop", to: "..")
        try directory.link("all", to: ".")
        let site = try Site.load(directory: directory.path)
        #expect(paths(site) == ["a/b/x.txt"])
        #expect(omissions(site) == ["a/b/loop": .linkToAncestor, "all": .linkToAncestor])
    }

    @Test func linksBetweenDirectoriesCannotMultiplyWithoutBound() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a/x.txt": "x"])
        let names = ["a", "b", "c", "d", "e", "f", "g", "h"]
        for name in names { try directory.makeDirectory(name) }
        for from in names { for to in names where from != to { try directory.link("\(from)/\(to)", to: "../\(to)") } }
        var limits = SiteLimits()
        limits.entries = 1000
        let site = try Site.load(directory: directory.path, limits: limits)
        #expect(site.hasResource(for: "/a/x.txt"))
        #expect(site.resources.count < 1000)
        #expect(site.omissions.map(\.reason).filter { $0 != .linkToAncestor } == [.tooManyEntries(limit: 1000)])
    }

    @Test func moreNamesThanTheLimitAreOmittedAndThePageIsNot() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "index.de.html": "Seite", "sub/x.txt": "x"])
        for index in 0..<20 { try directory.write("x", to: "a\(index).txt") }
        var limits = SiteLimits()
        limits.entries = 10
        let site = try Site.load(directory: directory.path, limits: limits)
        #expect(site.resources.count == 10)
        #expect(site.page.variants.map(\.name) == ["index.html", "index.de.html"])
        #expect(site.omissions == [Omission(path: "", reason: .tooManyEntries(limit: 10))])
    }

    @Test func foldersDeeperThanTheLimitAreOmitted() throws {
        let directory = try TemporaryDirectory(["index.html": "page"])
        var limits = SiteLimits()
        limits.depth = 3
        try directory.write("x", to: "a/b/c/x.txt")
        try directory.write("x", to: "a/b/c/d/y.txt")
        let site = try Site.load(directory: directory.path, limits: limits)
        #expect(paths(site) == ["a/b/c/x.txt"])
        #expect(omissions(site) == ["a/b/c/d": .tooDeep(limit: 3)])
    }

    /// Neither the stack nor the descriptors grow with the depth.
    @Test func aVeryDeepFolderDoesNoHarm() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "x.txt": "x"])
        var path = open(directory.path, O_RDONLY | O_DIRECTORY)
        for _ in 0..<2500 {
            #expect(mkdirat(path, "d", 0o755) == 0)
            let next = openat(path, "d", O_RDONLY | O_DIRECTORY)
            close(path)
            path = next
        }
        close(path)
        // Its path is longer than the system allows. rm can still remove it.
        defer {
            let removal = try? Process.run(
                URL(fileURLWithPath: "/bin/rm"), arguments: ["-rf", directory.path(of: "d")])
            removal?.waitUntilExit()
        }
        let site = try Site.load(directory: directory.path)
        #expect(paths(site) == ["x.txt"])
        #expect(site.omissions.map(\.reason) == [.tooDeep(limit: 64)])
    }

    @Test func theSiteMayItselfBeALink() throws {
        let directory = try TemporaryDirectory(["v1/index.html": "page", "v1/logo.png": "logo"])
        try directory.link("current", to: "v1")
        #expect(paths(try Site.load(directory: directory.path(of: "current"))) == ["logo.png"])
    }

    @Test func filesWithoutReadPermissionAreOmittedEvenForRoot() throws {
        let directory = try TemporaryDirectory(["index.html": "page"])
        try directory.write("x", to: "private.txt", mode: 0o000)
        try directory.write("x", to: "closed/x.txt")
        try directory.setMode(0o000, of: "closed")
        let site = try Site.load(directory: directory.path)
        #expect(paths(site).isEmpty)
        #expect(omissions(site) == ["private.txt": .unreadableForAll, "closed": .unreadableForAll])
        try directory.setMode(0o755, of: "closed")
    }

    @Test func specialFilesAreOmittedAndNotOpened() throws {
        let directory = try TemporaryDirectory(["index.html": "page"])
        #expect(mkfifo(directory.path(of: "pipe"), 0o644) == 0)
        #expect(omissions(try Site.load(directory: directory.path)) == ["pipe": .specialFile])
    }

    @Test func namesThatAreNotUTF8AreOmitted() throws {
        let directory = try TemporaryDirectory(["index.html": "page"])
        let name: [CChar] = Array("\(directory.path)/bad-".utf8CString.dropLast()) + [CChar(bitPattern: 0xff), 0]
        let descriptor = open(name, O_CREAT | O_WRONLY, 0o644)
        #expect(descriptor >= 0)
        close(descriptor)
        #expect(omissions(try Site.load(directory: directory.path)) == ["bad-\u{fffd}": .invalidName])
    }

    @Test func aLinkToThePageIsNotAResource() throws {
        let directory = try TemporaryDirectory(["index.html": "page"])
        try directory.link("home.html", to: "index.html")
        #expect(link(directory.path(of: "index.html"), directory.path(of: "start.html")) == 0)
        #expect(paths(try Site.load(directory: directory.path)).isEmpty)
    }

    @Test func aDirectoryThatCannotBeServedIsAnError() throws {
        let directory = try TemporaryDirectory([
            "file": "x", "empty/x.txt": "x", "dir/index.html/x": "x", "blank/index.html": "",
        ])
        try directory.write("page", to: "closed/index.html", mode: 0o000)
        try directory.makeDirectory("out")
        try directory.link("out/index.html", to: "/etc/passwd")
        try directory.makeDirectory("broken")
        try directory.link("broken/index.html", to: "nothing")
        let cases: [(String, SiteError)] = [
            ("nosuch", .noSuchDirectory),
            ("file", .notADirectory),
            ("empty", .noPage),
            ("blank", .unusablePage(.empty)),
            ("dir", .pageIsADirectory),
            ("closed", .unusablePage(.unreadableForAll)),
            ("out", .unusablePage(.linkOutOfSite)),
            ("broken", .unusablePage(.brokenLink)),
        ]
        for (name, error) in cases {
            #expect(throws: error) { try Site.load(directory: directory.path(of: name)) }
        }
    }
}
