import Foundation
import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

/// The effect of a site's limits: files go into memory, stay on disk, or are omitted.
@Suite struct SiteLimitsTests {
    /// The page has 4 bytes. Large files leave half of the memory to the small ones, whichever are loaded first.
    @Test func largeFilesAreInMemoryUpToALimit() throws {
        let directory = try TemporaryDirectory([
            "index.html": "page", "0.txt": "1234567", "a.txt": "123456", "b.txt": "12345",
        ])
        var limits = SiteLimits()
        limits.memoryInAll = 20
        limits.memoryPerFile = 5
        limits.memoryWithLargeFiles = 10
        let site = try Site.load(directory: directory.path, limits: limits)
        #expect(["0.txt", "a.txt", "b.txt"].map { isInMemory(site, $0) } == [false, true, true])
        #expect(site.resources[ResourcePath("0.txt")]?.identity.contents.count == 7)
        #expect(try site.resources[ResourcePath("a.txt")]?.identity.contents.bytes() == Array("123456".utf8))
    }

    /// A copy in memory needs a descriptor, and may have only half of them.
    @Test func withoutADescriptorForTheCopyALargeFileStaysOnDisk() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a.txt": "123456", "b.txt": "123456"])
        var limits = SiteLimits()
        limits.memoryPerFile = 5
        limits.openFiles = 3
        let site = try Site.load(directory: directory.path, limits: limits)
        #expect(["a.txt", "b.txt"].map { isInMemory(site, $0) } == [true, false])
    }

    @Test func thePageIsInMemoryWhateverItsSize() throws {
        let directory = try TemporaryDirectory(["index.html": "123456"])
        var limits = SiteLimits()
        limits.memoryPerFile = 5
        let page = try Site.load(directory: directory.path, limits: limits).page.defaultDocument
        guard case .memory = page.identity.contents else {
            Issue.record("on disk")
            return
        }
        limits.memoryInAll = 5
        #expect(throws: SiteError.pageTooLarge(limit: 5)) { try Site.load(directory: directory.path, limits: limits) }
    }

    @Test func filesBeyondTheTotalMemoryStayOnDisk() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a.txt": "12345", "b.txt": "12345", "c.txt": "1"])
        var limits = SiteLimits()
        limits.memoryInAll = 10
        let site = try Site.load(directory: directory.path, limits: limits)
        #expect(["a.txt", "b.txt", "c.txt"].map { isInMemory(site, $0) } == [true, false, true])
    }

    @Test func entityTagsAreTheSameInMemoryAndOnDisk() throws {
        let directory = try TemporaryDirectory(["index.html": "page"])
        try directory.write(Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }), to: "x.bin")
        var limits = SiteLimits()
        limits.memoryPerFile = 1000
        let copied = try Site.load(directory: directory.path, limits: limits).resources[ResourcePath("x.bin")]
        limits.memoryWithLargeFiles = 0
        let inMemory = try Site.load(directory: directory.path).resources[ResourcePath("x.bin")]
        let onDisk = try Site.load(directory: directory.path, limits: limits).resources[ResourcePath("x.bin")]
        #expect(inMemory?.identity.entityTag == onDisk?.identity.entityTag)
        #expect(inMemory?.identity.entityTag == copied?.identity.entityTag)
        #expect(copied?.identity.isOnDisk == false && onDisk?.identity.isOnDisk == true)
    }

    /// A site and its index have a document for each name, up to the limit of 100,000 names.
    @Test func copiesOfADocumentShareItsProperties() {
        #expect(MemoryLayout<Document>.size == MemoryLayout<Int>.size)
    }

    @Test func filesBeyondTheDescriptorsAreOmitted() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a.txt": "aa", "b.txt": "bb", "c.txt": "cc"])
        var limits = SiteLimits()
        limits.memoryInAll = 4
        limits.openFiles = 2
        let site = try Site.load(directory: directory.path, limits: limits)
        #expect(site.resources.keys.sorted().map(\.description) == ["a.txt", "b.txt"])
        #expect(site.omissions.map(\.path) == ["c.txt"])
        #expect(site.omissions.map(\.reason) == [.tooManyOpenFiles(limit: 2)])
    }

    @Test func filesWithinTheDescriptorsAreNotOmitted() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a.txt": "aa", "b.txt": "bb", "c.txt": ""])
        var limits = SiteLimits()
        limits.memoryInAll = 4
        limits.openFiles = 2
        #expect(try Site.load(directory: directory.path, limits: limits).resources.count == 3)
    }

    /// CPU time, because other processes use the machine too. Ten times as many files may take thirty times as long.
    @Test func theTimeOfALoadGrowsLinearly() throws {
        func timeToLoad(_ count: Int) throws -> Double {
            let directory = try TemporaryDirectory(["index.html": "page"])
            for index in 0..<count { try directory.write("\(index)", to: "\(index % 100)/\(index).txt") }
            let times = try (0..<3).map { _ in
                try processorTime {
                    let site = try Site.load(directory: directory.path)
                    #expect(site.resources.count == count)
                }
            }
            return try #require(times.min())
        }
        let (few, many) = (try timeToLoad(1_000), try timeToLoad(10_000))
        #expect(many < few * 30, "\(few), \(many)")
    }

    private func isInMemory(_ site: Site, _ path: String) -> Bool? {
        site.resources[ResourcePath(path)].map { !$0.identity.isOnDisk }
    }
}
