import Foundation
import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

@Suite struct EncodingSiblingsTests {
    private static let gzip = Data([0x1f, 0x8b, 8, 0])
    private static let zstandard = Data([0x28, 0xb5, 0x2f, 0xfd, 0])
    private static let brotli = Data([1, 2, 3])

    private let directory: TemporaryDirectory

    /// Both files are larger than most siblings here, and too small to get gzip copies.
    init() throws {
        directory = try TemporaryDirectory(["index.html": "the page, as it is", "app.bin": "a file, as it is"])
    }

    private func load(_ limits: SiteLimits = SiteLimits()) throws -> Site {
        try Site.load(directory: directory.path, limits: limits)
    }

    private func document(_ path: String, _ site: Site) throws -> Document {
        try #require(site.resources[ResourcePath(path)])
    }

    private func codings(_ document: Document) -> [ContentCoding?] { document.encoded.map(\.coding) }

    private func omissions(_ site: Site) -> [String] { site.omissions.map(\.description) }

    private func setModified(_ name: String, _ seconds: Int) {
        let time = timespec(tv_sec: seconds, tv_nsec: 0)
        #expect(utimensat(AT_FDCWD, directory.path(of: name), [time, time], 0) == 0)
    }

    @Test func eachCodingHasItsSibling() throws {
        try directory.write(EncodingSiblingsTests.gzip, to: "app.bin.gz")
        try directory.write(EncodingSiblingsTests.zstandard, to: "app.bin.zst")
        try directory.write(EncodingSiblingsTests.brotli, to: "app.bin.br")
        let site = try load()
        let file = try document("app.bin", site)
        #expect(codings(file) == [.brotli, .zstandard, .gzip])
        #expect(file.encoded.map(\.contents.count) == [3, 5, 4])
        #expect(Set(file.encoded.map(\.entityTag) + [file.identity.entityTag]).count == 4)
        #expect(site.omissions.isEmpty)
    }

    @Test(arguments: [("gz", "application/gzip"), ("zst", "application/zstd"), ("br", "application/x-brotli")])
    func aSiblingIsAResourceUnderItsName(fileExtension: String, mediaType: String) throws {
        try directory.write(
            ["gz": EncodingSiblingsTests.gzip, "zst": EncodingSiblingsTests.zstandard][fileExtension]
                ?? EncodingSiblingsTests.brotli, to: "app.bin.\(fileExtension)")
        let site = try load()
        let sibling = try document("app.bin.\(fileExtension)", site)
        let representation = try #require(try document("app.bin", site).encoded.first)
        #expect(sibling.mediaType == mediaType)
        #expect(sibling.encoded.isEmpty)
        #expect(sibling.identity.coding == nil)
        // The same memory
        guard case .memory(let own) = sibling.identity.contents, case .memory(let shared) = representation.contents
        else {
            Issue.record("on disk")
            return
        }
        #expect(own === shared)
    }

    @Test func aSiblingHasNoSiblings() throws {
        try directory.write(EncodingSiblingsTests.gzip, to: "app.bin.gz")
        try directory.write(EncodingSiblingsTests.brotli, to: "app.bin.gz.br")
        let site = try load()
        #expect(try document("app.bin.gz", site).encoded.isEmpty)
        #expect(codings(try document("app.bin", site)) == [.gzip])
        #expect(site.omissions.isEmpty)
    }

    @Test func aSiblingHasTheWholeNameInTheSameDirectory() throws {
        for name in ["css/app.bin.gz", "app.gz", "app.bin.GZ", "app.bingz", "app.bin.gz~", "App.bin.gz", ".gz"] {
            try directory.write(EncodingSiblingsTests.gzip, to: name)
        }
        try directory.makeDirectory("app.bin.br")
        #expect(try document("app.bin", try load()).encoded.isEmpty)
    }

    @Test func aNameWithoutAnExtensionMayHaveSiblings() throws {
        try directory.write("Permission is hereby granted", to: ".well-known/LICENSE")
        try directory.write(EncodingSiblingsTests.gzip, to: ".well-known/LICENSE.gz")
        #expect(codings(try document(".well-known/LICENSE", try load())) == [.gzip])
    }

    @Test func aSiblingThatIsOlderIsNotSent() throws {
        try directory.write(EncodingSiblingsTests.gzip, to: "app.bin.gz")
        try directory.write(EncodingSiblingsTests.brotli, to: "app.bin.br")
        setModified("app.bin", 1_000_000_000)
        setModified("app.bin.gz", 999_999_997)
        setModified("app.bin.br", 1)
        let site = try load()
        #expect(try document("app.bin", site).encoded.isEmpty)
        #expect(try document("app.bin.gz", site).identity.contents.count == 4)
        #expect(
            omissions(site) == [
                "app.bin.br: it is older than app.bin, and not sent in its place",
                "app.bin.gz: it is older than app.bin, and not sent in its place",
            ])
    }

    /// Copying a site may write the sibling first, or truncate its time to a second, or to two as zip does.
    @Test(arguments: [999_999_998, 1_000_000_000, 1_000_000_001])
    func aSiblingOfAboutTheSameTimeOrLaterIsSent(seconds: Int) throws {
        try directory.write(EncodingSiblingsTests.gzip, to: "app.bin.gz")
        setModified("app.bin", 1_000_000_000)
        setModified("app.bin.gz", seconds)
        #expect(codings(try document("app.bin", try load())) == [.gzip])
    }

    @Test func aSiblingThatIsNotSmallerIsNotSent() throws {
        try directory.write(EncodingSiblingsTests.gzip + Data(count: 12), to: "app.bin.gz")
        try directory.write(Data(count: 17), to: "app.bin.br")
        try directory.write(EncodingSiblingsTests.zstandard + Data(count: 10), to: "app.bin.zst")
        let site = try load()
        #expect(try document("app.bin", site).encoded.map(\.contents.count) == [15])
        #expect(site.omissions.isEmpty)
    }

    @Test func aSiblingInAnotherCodingIsNotSent() throws {
        try directory.write(EncodingSiblingsTests.zstandard, to: "app.bin.gz")
        try directory.write(Data([0x28, 0xb5, 0x2f]), to: "app.bin.zst")
        try directory.write("", to: "app.bin.br")
        var limits = SiteLimits()
        for memory in [64 << 20, 18] {
            limits.memoryInAll = memory
            let site = try load(limits)
            #expect(try document("app.bin", site).encoded.isEmpty)
            #expect(
                omissions(site) == [
                    "app.bin.br: it is not in the coding br, and not sent for app.bin",
                    "app.bin.zst: it is not in the coding zstd, and not sent for app.bin",
                    "app.bin.gz: it is not in the coding gzip, and not sent for app.bin",
                ])
        }
    }

    @Test func aSiblingThatCannotBeReadIsOmitted() throws {
        try directory.link("app.bin.gz", to: "nothing")
        try directory.write(EncodingSiblingsTests.brotli, to: "app.bin.br", mode: 0o000)
        let site = try load()
        #expect(try document("app.bin", site).encoded.isEmpty)
        #expect(
            omissions(site) == [
                "app.bin.br: it is not served: it has no read permission for anybody",
                "app.bin.gz: it is not served: it is a symbolic link to nothing",
            ])
    }

    @Test func aSiblingWithoutAnOriginalIsAnOrdinaryFile() throws {
        try directory.write(EncodingSiblingsTests.gzip, to: "backup.tar.gz")
        #expect(try document("backup.tar.gz", try load()).encoded.isEmpty)
    }

    @Test func siblingsStayOnDiskByTheSameLimits() throws {
        try directory.write(EncodingSiblingsTests.gzip, to: "app.bin.gz")
        var limits = SiteLimits()
        limits.memoryPerFile = 3
        limits.memoryWithLargeFiles = 0
        let site = try load(limits)
        guard case .file(let own) = try document("app.bin.gz", site).identity.contents,
            case .file(let shared) = try document("app.bin", site).encoded.first?.contents
        else {
            Issue.record("in memory")
            return
        }
        #expect(own.descriptor === shared.descriptor)
    }

    @Test func siblingsOfThePageAreNotResources() throws {
        try directory.write(EncodingSiblingsTests.gzip, to: "index.html.gz")
        try directory.write(EncodingSiblingsTests.zstandard, to: "index.html.zst")
        try directory.write(EncodingSiblingsTests.brotli, to: "index.html.br")
        try directory.write(EncodingSiblingsTests.gzip, to: "index.de.html.gz")
        try directory.link("page.gz", to: "index.html.gz")
        var limits = SiteLimits()
        limits.memoryPerFile = 1
        let site = try load(limits)
        #expect(codings(site.page.defaultDocument) == [.brotli, .zstandard, .gzip])
        #expect(site.resources.keys.map(\.description) == ["app.bin"])
        #expect(site.omissions.isEmpty)
        for representation in site.page.defaultDocument.encoded {
            guard case .memory = representation.contents else {
                Issue.record("on disk")
                return
            }
        }
    }

    @Test func siblingsOfThePageFollowTheSameRules() throws {
        try directory.write(EncodingSiblingsTests.gzip, to: "index.html.gz")
        try directory.write(EncodingSiblingsTests.brotli, to: "index.html.zst")
        try directory.write(Data(count: 18), to: "index.html.br")
        setModified("index.html.gz", 1_000_000_000)
        let site = try load()
        #expect(site.page.defaultDocument.encoded.isEmpty)
        #expect(
            omissions(site) == [
                "index.html.zst: it is not in the coding zstd, and not sent for index.html",
                "index.html.gz: it is older than index.html, and not sent in its place",
            ])
    }

    @Test func aSiblingOfThePageThatCannotBeServedIsOmittedOnce() throws {
        try directory.link("index.html.gz", to: "/etc/passwd")
        try directory.makeDirectory("index.html.br")
        try directory.write("x", to: "index.html.br/x.txt")
        let site = try load()
        #expect(site.page.defaultDocument.encoded.isEmpty)
        #expect(omissions(site) == ["index.html.gz: it is not served: it is a symbolic link that leaves the site"])
        #expect(site.resources.count == 1)
    }

    /// Like a ConfigMap that Kubernetes mounts.
    @Test func siblingsMayBeLinks() throws {
        try directory.write(EncodingSiblingsTests.gzip, to: "..2026_11_20/app.bin.gz")
        try directory.write(EncodingSiblingsTests.brotli, to: "..2026_11_20/index.html.br")
        try directory.link("..data", to: "..2026_11_20")
        try directory.link("app.bin.gz", to: "..data/app.bin.gz")
        try directory.link("index.html.br", to: "..data/index.html.br")
        let site = try load()
        #expect(codings(try document("app.bin", site)) == [.gzip])
        #expect(codings(site.page.defaultDocument) == [.brotli])
    }
}
