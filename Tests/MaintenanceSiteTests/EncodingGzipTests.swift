import CZlib
import Foundation
import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

@Suite struct EncodingGzipTests {
    private static let text = String(repeating: "Back soon. ", count: 100)
    private static let noise = Data(
        // The same bytes in each run: the high bytes of the numbers of a linear congruential generator.
        sequence(first: UInt64(1)) { $0 &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 }
            .prefix(4096).map { UInt8($0 >> 56) })

    private func load(
        _ files: [String: String], limits: SiteLimits = SiteLimits(), page: String = "page"
    ) throws -> Site {
        let directory = try TemporaryDirectory(files)
        try directory.write(page, to: "index.html")
        return try Site.load(directory: directory.path, limits: limits)
    }

    private func document(_ path: String, _ site: Site) throws -> Document {
        try #require(site.resources[ResourcePath(path)])
    }

    @Test func gzippedTextDecompressesToTheSameText() throws {
        let long = (0..<50_000).map(String.init).joined(separator: " ")
        let site = try load(["a.txt": EncodingGzipTests.text, "long.css": long], page: EncodingGzipTests.text)
        for document in [site.page.defaultDocument, try document("a.txt", site), try document("long.css", site)] {
            let copy = try #require(document.encoded.first)
            #expect(document.encoded.count == 1)
            #expect(copy.coding == .gzip)
            #expect(copy.entityTag != document.identity.entityTag)
            let decoded = gunzip(try copy.contents.bytes(), expecting: document.identity.contents.count)
            #expect(try decoded == document.identity.contents.bytes())
        }
    }

    @Test func equalTextsHaveEqualGzipCopies() throws {
        let (first, second) = (
            try load(["a.txt": EncodingGzipTests.text, "b.txt": "other" + EncodingGzipTests.text]),
            try load(["z/y.css": EncodingGzipTests.text])
        )
        let copies = try [document("a.txt", first), document("z/y.css", second)].map { try #require($0.encoded.first) }
        #expect(try copies[0].contents.bytes() == copies[1].contents.bytes())
        #expect(copies[0].entityTag == copies[1].entityTag)
        // RFC 1952 §2.3: no flags, so no name, and no time
        #expect(try copies[0].contents.bytes().prefix(8) == [0x1f, 0x8b, 8, 0, 0, 0, 0, 0])
    }

    @Test(arguments: ["a.png", "a.woff2", "a.zip", "a.gz", "a.bin", "a"])
    func otherTypesAreNotGzipped(name: String) throws {
        #expect(try document(name, load([name: EncodingGzipTests.text])).encoded.isEmpty)
    }

    @Test func incompressibleTextIsNotGzipped() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "empty.txt": ""])
        try directory.write(EncodingGzipTests.noise, to: "noise.txt")
        let site = try Site.load(directory: directory.path)
        #expect(site.page.defaultDocument.encoded.isEmpty)
        #expect(try document("empty.txt", site).encoded.isEmpty)
        #expect(try document("noise.txt", site).encoded.isEmpty)
    }

    @Test func aCopyMustSaveATenth() throws {
        let directory = try TemporaryDirectory(["index.html": "page"])
        // gzip adds 23 bytes to noise, and reduces a few hundred zeros to about ten bytes.
        try directory.write(EncodingGzipTests.noise + Data(count: 400), to: "less.txt")
        try directory.write(EncodingGzipTests.noise + Data(count: 550), to: "more.txt")
        let site = try Site.load(directory: directory.path)
        #expect(try document("less.txt", site).encoded.isEmpty)
        let more = try document("more.txt", site)
        #expect(try #require(more.encoded.first).contents.count <= more.identity.contents.count * 9 / 10)
    }

    @Test func aCopyMustSaveMoreThanItsHeaderFields() throws {
        // Both 60 and 80 equal letters become 23 bytes.
        let letters = ["short.txt": 60, "long.txt": 80].mapValues { String(repeating: "a", count: $0) }
        let site = try load(letters)
        #expect(try document("short.txt", site).encoded.isEmpty)
        #expect(try document("long.txt", site).encoded.count == 1)
    }

    @Test func aGzipSiblingReplacesTheCopy() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a.txt": EncodingGzipTests.text])
        try directory.write(Data([0x1f, 0x8b, 1]), to: "a.txt.gz")
        try directory.write(Data([1]), to: "a.txt.br")
        let file = try document("a.txt", Site.load(directory: directory.path))
        #expect(file.encoded.map(\.coding) == [.brotli, .gzip])
        #expect(file.encoded.map(\.contents.count) == [1, 3])
    }

    @Test func anUnusableSiblingDoesNotPreventACopy() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a.txt": EncodingGzipTests.text])
        try directory.write("not gzip", to: "a.txt.gz")
        try directory.write(Data([1]), to: "a.txt.br")
        let file = try document("a.txt", Site.load(directory: directory.path))
        #expect(file.encoded.map(\.coding) == [.brotli, .gzip])
        let gzip = try file.encoded[1].contents.bytes()
        #expect(gunzip(gzip, expecting: file.identity.contents.count) == Array(EncodingGzipTests.text.utf8))
    }

    @Test func aFileOnDiskHasACopyInMemoryIfItIsSmallEnough() throws {
        let text = String(repeating: EncodingGzipTests.text, count: 100)
        var limits = SiteLimits()
        limits.memoryPerFile = text.utf8.count / 10
        limits.memoryWithLargeFiles = 0
        let file = try document("a.txt", load(["a.txt": text], limits: limits))
        guard case .file = file.identity.contents, case .memory(let copy)? = file.encoded.first?.contents else {
            Issue.record("the file is in memory, or has no copy there")
            return
        }
        #expect(gunzip(Array(copy.buffer), expecting: text.utf8.count) == Array(text.utf8))
        limits.memoryPerFile = copy.buffer.count - 1
        #expect(try document("a.txt", load(["a.txt": text], limits: limits)).encoded.isEmpty)
    }

    @Test func copiesShareTheRemainingMemoryInTheOrderOfNames() throws {
        let names = (0..<8).map { "\($0).txt" }
        let texts = Dictionary(uniqueKeysWithValues: names.map { ($0, EncodingGzipTests.text) })
        let copy = try #require(try document("0.txt", load(texts)).encoded.first).contents.count
        let files = texts.values.map(\.utf8.count).reduce("page".utf8.count, +)
        var limits = SiteLimits()
        for (memory, count) in [(files, 0), (files + copy - 1, 0), (files + copy, 1), (files + 4 * copy, 4)] {
            limits.memoryInAll = memory
            let site = try load(texts, limits: limits)
            let gzipped = site.resources.filter { !$0.value.encoded.isEmpty }.keys.sorted().map(\.description)
            #expect(gzipped == Array(names.prefix(count)))
        }
    }

    /// Each load would compress the file again.
    @Test func aCopyThatDoesNotFitIsTriedAgainOnlyWithMoreMemory() throws {
        let budget = { (memory: Int) in
            var limits = SiteLimits()
            limits.memoryInAll = memory
            return SiteBudget(limits)
        }
        let text = Representation(coding: nil, inMemory: Bytes(EncodingGzipTests.text))
        let copy = GzipCopy(isUnlimited: false)
        let copies = GzipCopies()
        copies.make(copy, of: text, limit: 1 << 20, within: budget(10))
        #expect(copy.isPending && copy.tooSmallRoom == 10)
        // Enough for any copy, but not more than at the last attempt.
        copy.tooSmallRoom = text.contents.count
        copies.make(copy, of: text, limit: 1 << 20, within: budget(text.contents.count))
        #expect(copy.isPending)
        copies.make(copy, of: text, limit: 1 << 20, within: budget(text.contents.count + 1))
        #expect(copy.representation != nil)
    }

    @Test func thePageAndItsCodingsAreAlwaysInMemory() throws {
        let directory = try TemporaryDirectory(["index.html": EncodingGzipTests.text, "late.txt": ""])
        try directory.write(Data([1]), to: "index.html.br")
        var limits = SiteLimits()
        limits.memoryInAll = EncodingGzipTests.text.utf8.count
        let site = try Site.load(directory: directory.path, limits: limits)
        #expect(site.page.defaultDocument.encoded.map(\.coding) == [.brotli, .gzip])
        guard case .memory = try document("late.txt", site).identity.contents else {
            Issue.record("on disk")
            return
        }
    }
}

/// Decompresses gzip; nil if the bytes are not gzip.
func gunzip(_ coded: [UInt8], expecting count: Int) -> [UInt8]? {
    var stream = z_stream()
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var decoded = [UInt8](repeating: 0, count: count + 1)
    let result = coded.withUnsafeBufferPointer { input in
        decoded.withUnsafeMutableBufferPointer { output in
            stream.next_in = input.baseAddress
            stream.avail_in = CUnsignedInt(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = CUnsignedInt(output.count)
            return inflate(&stream, Z_FINISH)
        }
    }
    guard result == Z_STREAM_END, stream.avail_in == 0 else { return nil }
    return Array(decoded.prefix(Int(stream.total_out)))
}
