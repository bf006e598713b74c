import Foundation
import HTTP
import System
import TestSupport
import Testing

@testable import MaintenanceSite

/// The parts that a later load keeps, and the changes that a poll finds.
@Suite struct ReloadTests {
    private let directory: TemporaryDirectory
    private let source: SiteSource

    init() throws {
        directory = try TemporaryDirectory([
            "index.html": "page", "a.txt": "a", "sub/b.txt": "b", "sub/c.txt": String(repeating: "c", count: 3000),
        ])
        source = SiteSource(directory: directory.path)
    }

    private func reload(_ last: SourceIndex) throws -> (site: Site, index: SourceIndex) {
        var changing: ChangingFiles?
        let reload = try source.reload(after: last, keeping: nil, &changing)
        return (try reload.result.get().defaultSite, reload.index)
    }

    private func memory(_ path: String, of site: Site) throws -> Bytes {
        guard case .memory(let bytes) = try #require(site.resources[ResourcePath(path)]).identity.contents else {
            throw CancellationError()
        }
        return bytes
    }

    private func copy(_ path: String, of site: Site) throws -> GzipCopy {
        try #require(site.resources[ResourcePath(path)]?.gzipCopy)
    }

    /// Like an editor, and `mv`.
    private func replace(_ name: String, with text: String) throws {
        try directory.write(text, to: ".new")
        #expect(rename(directory.path(of: ".new"), directory.path(of: name)) == 0)
    }

    private func sleepPastATick() { usleep(3_100_000) }

    @Test func unchangedFilesKeepTheirTagsAndCopies() throws {
        sleepPastATick()
        let first = try source.load()
        let held = source.budget.memoryLeft
        try replace("a.txt", with: "other")
        try replace("index.html", with: "pages")
        let second = try reload(first.index)
        #expect(try memory("sub/b.txt", of: first.sites.defaultSite) === memory("sub/b.txt", of: second.site))
        #expect(try copy("sub/c.txt", of: first.sites.defaultSite) === copy("sub/c.txt", of: second.site))
        #expect(try second.site.resources[ResourcePath("a.txt")]?.identity.contents.bytes() == Array("other".utf8))
        #expect(try second.site.page.defaultDocument.identity.contents.bytes() == Array("pages".utf8))
        #expect(held - source.budget.memoryLeft == "other".count + "pages".count)
    }

    /// As after a long write(2), whose time is that of its beginning. Here it is a page that is mapped and written already.
    @Test func aFileThatTheKernelNotifiesOfIsReadEvenIfItsTimesAreTheSame() throws {
        let file = open(directory.path(of: "a.txt"), O_RDWR)
        defer { close(file) }
        let memory = try #require(mmap(nil, 1, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0))
        defer { munmap(memory, 1) }
        memory.storeBytes(of: UInt8(ascii: "b"), as: UInt8.self)
        sleepPastATick()
        let first = try source.load()
        memory.storeBytes(of: UInt8(ascii: "c"), as: UInt8.self)
        func text(after event: DirectoryNotifications.Change.Event?) throws -> [UInt8]? {
            var changing: ChangingFiles? = ChangingFiles()
            let now = MonotonicTime.now + (.zero - ChangingFiles.patience)
            if let event { changing?.note(.file(folder: "", name: "a.txt", event), at: now) }
            let site = try source.reload(after: first.index, keeping: nil, &changing).result.get().defaultSite
            return try site.resources[ResourcePath("a.txt")]?.identity.contents.bytes()
        }
        #expect(try text(after: nil) == [UInt8(ascii: "b")])
        #expect(try text(after: .closed) == [UInt8(ascii: "c")])
    }

    /// The last site still holds its memory meanwhile.
    @Test func aReplacedSiteFitsIntoTheMemoryOfTheLastOne() throws {
        let size = 1000
        let names = (0..<20).map { "files/\($0).txt" }
        for name in names { try directory.write(Data(count: size), to: name) }
        var limits = SiteLimits()
        limits.memoryInAll = 25 * size
        limits.openFiles = 0
        let source = SiteSource(directory: directory.path, limits: limits)
        let first = try source.load()
        for name in names { try directory.write(Data(repeating: 1, count: size), to: name) }
        var changing: ChangingFiles?
        let second = try source.reload(after: first.index, keeping: nil, &changing).result.get().defaultSite
        #expect(second.omissions.isEmpty)
        #expect(names.allSatisfy { second.resources[ResourcePath($0)]?.identity.isOnDisk == false })
        withExtendedLifetime(first) {}
    }

    /// Some descriptors are kept for replacements, so they do not count as left.
    @Test func aLackOfDescriptorsIsNoChange() throws {
        var limits = SiteLimits()
        limits.memoryInAll = 0
        limits.memoryPerFile = 0
        limits.openFiles = 8
        for name in 0..<20 { try directory.write("x", to: "\(name).txt") }
        try directory.write("", to: "late.txt")
        sleepPastATick()
        limits.memoryInAll = 4
        let source = SiteSource(directory: directory.path, limits: limits)
        let index = try source.load().index
        #expect(index.isShortOfOpenFiles && source.budget.openFilesLeft == 1)
        var poller = SitePoller()
        let findsChange = poller.findsChange(in: source, since: index)
        #expect(!findsChange)
    }

    @Test func aRenamedFileKeepsItsContents() throws {
        sleepPastATick()
        let first = try source.load()
        #expect(rename(directory.path(of: "sub"), directory.path(of: "moved")) == 0)
        let second = try reload(first.index)
        #expect(try memory("sub/b.txt", of: first.sites.defaultSite) === memory("moved/b.txt", of: second.site))
        #expect(second.site.resources[ResourcePath("sub/b.txt")] == nil)
    }

    @Test func equalContentsAreKept() throws {
        let first = try source.load()
        try replace("sub/c.txt", with: String(repeating: "c", count: 3000))
        let second = try reload(first.index)
        #expect(try memory("sub/c.txt", of: first.sites.defaultSite) === memory("sub/c.txt", of: second.site))
    }

    @Test func filesThatChangeKeepTheirLastGoodContents() throws {
        try directory.makeOld("a.txt")
        let first = try source.load()
        try directory.write("half", to: "a.txt")
        try directory.write("half", to: "new.txt")
        var changing: ChangingFiles? = ChangingFiles()
        let reload = try source.reload(after: first.index, keeping: nil, &changing)
        let site = try reload.result.get().defaultSite
        #expect(try memory("a.txt", of: site) === memory("a.txt", of: first.sites.defaultSite))
        #expect(!site.hasResource(for: "/new.txt"))
        #expect(reload.index.hasChanging)
        #expect(changing?.nextLoad != nil)
    }

    /// A server that starts cannot know whether a file is complete. A large file is a copy in memory.
    @Test(arguments: [("a.txt", 1), ("sub/c.txt", 1), ("large.bin", 2 << 20)])
    func aFileThatWasBeingWrittenAtTheStartIsNotServedUntilItIsComplete(name: String, size: Int) throws {
        try directory.write(Data(count: size), to: name)
        let first = try source.load()
        #expect(first.sites.defaultSite.hasResource(for: "/\(name)"))
        var changing: ChangingFiles? = ChangingFiles()
        try directory.write(Data(count: size + 1), to: name)
        let second = try source.reload(after: first.index, keeping: nil, &changing)
        #expect(try !second.result.get().defaultSite.hasResource(for: "/\(name)"))
        #expect(try second.result.get().defaultSite.hasResource(for: "/sub/b.txt"))
        var complete: ChangingFiles?
        let third = try source.reload(after: second.index, keeping: nil, &complete).result.get().defaultSite
        #expect(third.resources[ResourcePath(name)]?.identity.contents.count == size + 1)
    }

    /// Without its page the site could not be served.
    @Test func aPageThatWasBeingWrittenAtTheStartIsServed() throws {
        try directory.write("<p>A<p>B", to: "index.fr.html")
        let first = try source.load()
        var changing: ChangingFiles? = ChangingFiles()
        for name in ["index.html", "index.fr.html"] { try directory.write("<p>A<p>B<p>C", to: name) }
        let second = try source.reload(after: first.index, keeping: nil, &changing).result.get().defaultSite
        #expect(second.page == first.sites.defaultSite.page)
    }

    @Test func aPollFindsEachKindOfChange() throws {
        try directory.link("link", to: "sub")
        try directory.link("broken", to: "nothing")
        sleepPastATick()
        let changes: [(String, () throws -> Void)] = [
            ("an edit", { try directory.write("x", to: "sub/b.txt") }),
            ("the page", { try replace("index.html", with: "other") }),
            ("a new file", { try directory.write("x", to: "sub/d.txt") }),
            ("a file that is gone", { #expect(unlink(directory.path(of: "sub/d.txt")) == 0) }),
            ("a mode", { #expect(chmod(directory.path(of: "a.txt"), 0) == 0) }),
            ("a link that leads somewhere", { try directory.write("x", to: "nothing") }),
            ("another folder", { #expect(rename(directory.path(of: "sub"), directory.path(of: "old")) == 0) }),
            ("no directory", { #expect(rename(directory.path, directory.path + "-gone") == 0) }),
            ("a directory", { #expect(rename(directory.path + "-gone", directory.path) == 0) }),
        ]
        var index = try source.load().index
        for (what, change) in changes {
            var look = SitePoller()
            let before = look.findsChange(in: source, since: index)
            try change()
            let after = look.findsChange(in: source, since: index)
            #expect((before, after) == (false, true), "\(what)")
            sleepPastATick()
            var changing: ChangingFiles?
            index = try source.reload(after: index, keeping: nil, &changing).index
        }
    }

    /// A poll has two names here, so it takes several to reach the end of the site.
    @Test func pollsCoverALargeSiteInParts() throws {
        for name in 0..<9 { try directory.write("x", to: "many/\(name).txt") }
        sleepPastATick()
        let index = try source.load().index
        var poller = SitePoller(size: 2)
        let before = (0..<20).map { _ in poller.findsChange(in: source, since: index) }
        #expect(!before.contains(true))
        let file = try #require(FileHandle(forWritingAtPath: directory.path(of: "many/8.txt")))
        try file.write(contentsOf: Data("y".utf8))
        try file.close()
        let after = (0..<10).map { _ in poller.findsChange(in: source, since: index) }
        #expect(after.contains(true))
        try directory.write("other", to: "index.html")
        poller = SitePoller(size: 2)
        let first = poller.findsChange(in: source, since: index)
        #expect(first, "every poll includes the page")
    }

    @Test func largeContentsBecomeAnImmutableFileInMemory() throws {
        let text = String(repeating: "0123456789", count: 10_000)
        try directory.write(text, to: "large.bin")
        let document = try #require(try source.load().sites.defaultSite.resources[ResourcePath("large.bin")])
        guard case .memory(let bytes) = document.identity.contents, let file = bytes.file else {
            Issue.record("not in a file in memory")
            return
        }
        #expect(document.identity.entityTag != nil)
        #expect(bytes.buffer.count == text.utf8.count)
        #expect(ftruncate(file.descriptor.rawValue, 0) != 0)
        #expect(write(file.descriptor.rawValue, "x", 1) != 1)
        try directory.write("other", to: "large.bin")
        #expect(try document.identity.contents.bytes() == Array(text.utf8))
        #expect(source.budget.openFiles == 1)
    }

    @Test func aFileOnDiskIsNotServedWhileItIsWritten() throws {
        try directory.write(Data(count: 33 << 20), to: "large.bin")
        let sites = try source.load().sites
        let document = try #require(sites.defaultSite.resources[ResourcePath("large.bin")])
        #expect(document.identity.entityTag == nil)
        #expect(document.identity.isIntact)
        DocumentFinisher(source).finish(document)
        #expect(document.identity.entityTag != nil)
        #expect(chmod(directory.path(of: "large.bin"), 0o600) == 0)
        #expect(document.identity.isIntact)
        let file = try #require(FileHandle(forWritingAtPath: directory.path(of: "large.bin")))
        try file.write(contentsOf: Data("x".utf8))
        try file.close()
        #expect(!document.identity.isIntact)
    }
}
