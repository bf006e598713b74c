import Foundation
import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

/// The choice of a site by host, from a directory of sites.
@Suite struct SitesTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory([
            "default/index.html": "default", "a.example/index.html": "a", "a.example/a.txt": "a",
            "B.example/index.html": "b", "[::1]/index.html": "six",
        ])
    }

    private func load(keeping previous: Sites? = nil, limits: SiteLimits = SiteLimits()) throws -> Sites {
        try load(SiteSource(directory: directory.path, limits: limits, isByHost: true), keeping: previous)
    }

    private func load(_ source: SiteSource, keeping previous: Sites?) throws -> Sites {
        var changing: ChangingFiles?
        return try source.reload(after: SourceIndex(), keeping: previous, &changing).result.get()
    }

    private func page(_ sites: Sites, host: String, target: String = "/") -> String {
        let site = sites.site(for: RequestHead("GET", target, fields: [("Host", host)]))
        return String(decoding: (try? site.page.defaultDocument.identity.contents.bytes()) ?? [], as: UTF8.self)
    }

    private func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: directory.path(of: name))
    }

    @Test(arguments: [
        ("a.example", "a"), ("A.EXAMPLE:8088", "a"), ("a.example.", "a"), ("b.example", "b"), ("[::1]:80", "six"),
        ("default", "default"), ("c.example", "default"), ("www.a.example", "default"), ("example", "default"),
        ("", "default"), ("..", "default"), ("a.example..", "default"), ("%61.example", "default"), ("::1", "default"),
    ])
    func theHostChoosesTheSite(host: String, expected: String) throws {
        #expect(page(try load(), host: host) == expected)
    }

    @Test func anAbsoluteTargetChoosesTheSiteAndAZopePrefixDoesNot() throws {
        let sites = try load()
        #expect(page(sites, host: "b.example", target: "http://a.example/") == "a")
        #expect(
            page(sites, host: "b.example", target: "/VirtualHostBase/http/a.example:80/VirtualHostRoot/") == "b")
    }

    @Test func withoutHostsOneSiteIsForAll() throws {
        try directory.write("all", to: "index.html")
        let sites = try SiteSource(directory: directory.path).load().sites
        #expect(page(sites, host: "a.example") == "all")
        #expect(sites.summary == "resources: 5")
    }

    /// Neither the folder's name nor `..` leads there.
    @Test(arguments: ["/a.example/a.txt", "/../a.example/a.txt", "/%2e%2e/a.example/a.txt", "/default/../a.txt"])
    func noPathLeadsToAnotherSite(target: String) throws {
        let sites = try load()
        for member in sites.members where "\(member.hosts)" != "[a.example]" {
            #expect(!member.site.hasResource(for: target))
        }
        #expect(page(sites, host: "a.example") == "a")
        #expect(sites.site(for: RequestHead("GET", "/", fields: [("Host", "a.example")])).hasResource(for: "/a.txt"))
    }

    @Test func withoutADefaultNothingIsServed() throws {
        try remove("default/index.html")
        #expect(throws: SiteError.unusableDefault(.noPage)) { try load() }
        try remove("default")
        #expect(throws: SiteError.unusableDefault(.noSuchDirectory)) { try load() }
        try directory.write("x", to: "default")
        #expect(throws: SiteError.unusableDefault(.noSuchDirectory)) { try load() }
    }

    @Test func aHostWithoutAPageGetsTheDefault() throws {
        try remove("a.example/index.html")
        try directory.link("gone.example", to: "nowhere")
        let sites = try load()
        #expect(page(sites, host: "a.example") == "default")
        #expect(page(sites, host: "b.example") == "b")
        #expect(
            sites.unusable.map(\.description) == [
                "a.example cannot be served: it has no index.html, which is the maintenance page; default is served for it",
                "gone.example cannot be served: it is a symbolic link to nothing; default is served for it",
            ])
    }

    @Test func aSiteThatBreaksKeepsItsLastGoodState() throws {
        let first = try load()
        try remove("a.example/index.html")
        try remove("default/index.html")
        try directory.write("new", to: "B.example/index.html")
        let second = try load(keeping: first)
        let third = try load(keeping: second)
        for sites in [second, third] {
            #expect(page(sites, host: "a.example") == "a")
            #expect(page(sites, host: "c.example") == "default")
            #expect(page(sites, host: "b.example") == "new")
            #expect(sites.unusable.map(\.folder) == ["default", "a.example"])
            #expect(sites.unusable.allSatisfy { $0.standIn == .lastGood })
        }
        try directory.write("again", to: "a.example/index.html")
        try directory.write("again", to: "default/index.html")
        let last = try load(keeping: third)
        #expect(page(last, host: "a.example") == "again")
        #expect(last.unusable == [])
    }

    @Test func theHostOfARemovedFolderGetsTheDefault() throws {
        let first = try load()
        try remove("a.example")
        let second = try load(keeping: first)
        #expect(page(second, host: "a.example") == "default")
        #expect(second.unusable == [])
        #expect(!second.isSame(as: first))
    }

    @Test func theDefaultOutlivesItsFolder() throws {
        let first = try load()
        try remove("default")
        let second = try load(keeping: first)
        #expect(page(second, host: "c.example") == "default")
        #expect(second.unusable.map(\.folder) == ["default"])
    }

    @Test func aRemovedDirectoryFailsTheReload() throws {
        let first = try load()
        let empty = SiteSource(directory: directory.path(of: "nosuch"), isByHost: true)
        #expect(throws: SiteError.noSuchDirectory) { try load(empty, keeping: first) }
    }

    @Test func theFirstNameWinsAmongFoldersOfOneHost() throws {
        try directory.write("second", to: "b.example/index.html")
        let sites = try load()
        #expect(page(sites, host: "b.example") == "b")
        #expect(
            sites.omissions.map(\.description) == ["b.example: it is not served: it names the same host as B.example"])
    }

    @Test func aFolderThatIsNotNamedAfterAHostIsNotASite() throws {
        try directory.write("x", to: "two words/index.html")
        try directory.write("x", to: ".shared/index.html")
        try directory.write("x", to: "README.txt")
        try directory.write("x", to: "a.example:80/index.html")
        let sites = try load()
        #expect(sites.members.count == 4)
        #expect(
            sites.omissions.map(\.description) == [
                "a.example:80: it is not served: it is not the name of a host",
                "two words: it is not served: it is not the name of a host",
            ])
    }

    @Test func aLinkedFolderSharesItsSite() throws {
        try directory.link("www.a.example", to: "a.example")
        let first = try load()
        #expect(first.members.map { "\($0.hosts)" }.contains("[a.example, www.a.example]"))
        #expect(first.members.count == 4)
        #expect(page(first, host: "www.a.example") == "a")
        try remove("a.example/index.html")
        let second = try load(keeping: first)
        #expect(page(second, host: "www.a.example") == "a")
        #expect(second.members.count == 4)
        #expect(second.isSame(as: first))
    }

    @Test func linksStayWithinTheDirectoryOfAllSites() throws {
        try directory.write("logo", to: ".shared/logo.png")
        try directory.link("a.example/logo.png", to: "../.shared/logo.png")
        try directory.link("a.example/passwd", to: "/etc/passwd")
        try directory.link("a.example/all", to: "..")
        try directory.write("root", to: "index.html")
        try directory.link("all.example", to: ".")
        try directory.link("out.example", to: "/etc")
        let sites = try load()
        let site = sites.site(for: RequestHead("GET", "/", fields: [("Host", "a.example")]))
        #expect(site.hasResource(for: "/logo.png"))
        #expect(!site.hasResource(for: "/passwd"))
        #expect(!site.hasResource(for: "/all/B.example/index.html"))
        #expect(page(sites, host: "all.example") == "default")
        #expect(page(sites, host: "out.example") == "default")
        #expect(
            sites.omissions.map(\.description) == [
                "a.example/all: it is not served: it is a symbolic link to a directory that it is in",
                "a.example/passwd: it is not served: it is a symbolic link that leaves the site",
            ])
    }

    /// The default site comes first, whatever the names.
    @Test func limitsApplyToAllSitesTogether() throws {
        try directory.write(String(repeating: "x", count: 100), to: "default/large.bin")
        try directory.write(String(repeating: "x", count: 100), to: "a.example/large.bin")
        try directory.write(String(repeating: "x", count: 100), to: "B.example/large.bin")
        var limits = SiteLimits()
        limits.memoryInAll = 110 + "default".utf8.count
        limits.openFiles = 1
        let source = SiteSource(directory: directory.path, limits: limits, isByHost: true)
        let sites = try load(source, keeping: nil)
        #expect(source.budget.openFiles == 1)
        #expect(sites.defaultSite.hasResource(for: "/large.bin"))
        #expect(sites.omissions.map(\.path) == ["a.example/large.bin"])
        #expect(sites.omissions.map(\.reason) == [.tooManyOpenFiles(limit: 1)])
    }

    @Test func aPollCoversEverySite() throws {
        let source = SiteSource(directory: directory.path, isByHost: true)
        let snapshot = try source.load()
        #expect(Set(snapshot.index.watchedFolders) == ["", "default", "a.example", "B.example", "[::1]"])
    }
}
