import Foundation
import TestSupport
import Testing

/// Files that are written in place while they are served.
@Suite(.timeLimit(.minutes(15))) struct WrittenFileTests {
    private let parent: TemporaryDirectory

    init() throws {
        parent = try TemporaryDirectory(["site/index.html": "first", "site/a.txt": "a"])
    }

    private func serve() throws -> ServedDirectory {
        try ServedDirectory(parent.path(of: "site"))
    }

    @Test(arguments: ["site/index.html", "site/.shared/index.html"])
    func theServerWaitsForAFileThatIsBeingWritten(path: String) throws {
        if path.contains(".shared") {
            try parent.write("first", to: path)
            try FileManager.default.removeItem(atPath: parent.path(of: "site/index.html"))
            #expect(symlink(".shared/index.html", parent.path(of: "site/index.html")) == 0)
        }
        let served = try serve()
        let file = try #require(FileHandle(forWritingAtPath: parent.path(of: path)))
        try file.truncate(atOffset: 0)
        for part in ["sec", "ond"] {
            for _ in 0..<30 {
                #expect(try served.text() == "first")
                usleep(50_000)
            }
            try file.write(contentsOf: Data(part.utf8))
        }
        try file.close()
        #expect(try eventually { try served.text() == "second" })
    }

    /// Like a shell, before the program that writes the output has run.
    @Test func anEmptyPageKeepsTheLastGoodOne() throws {
        let served = try serve()
        try parent.write("", to: "site/index.html")
        #expect(eventually { served.count("cannot be served: its index.html is empty") == 1 })
        #expect(try served.text() == "first")
        try parent.write("second", to: "site/index.html")
        #expect(try eventually { try served.text() == "second" })
    }

    /// A log that grows without a pause, a copy under way and a program that reopens its file for each line delay no
    /// other file. An open file is not served half-written.
    @Test func aFileThatIsBeingWrittenDelaysNoOtherFile() throws {
        let log = parent.path(of: "site/log.txt")
        let copy = parent.path(of: "site/copy.bin")
        let lines = parent.path(of: "site/lines.txt")
        try parent.write("old", to: "site/log.txt")
        try parent.makeOld("site/log.txt")
        let served = try serve()
        let loop = "while :; do echo x; echo x >&3; echo x >>\(lines); sleep 0.05; done"
        let writer = try Program(["/bin/sh", "-c", "exec >\(copy) 3>>\(log); \(loop)"])
        defer { withExtendedLifetime(writer) {} }
        #expect(eventually { FileManager.default.fileExists(atPath: lines) })
        for count in 0..<3 {
            try parent.write("edit\(count)", to: "site/index.html")
            #expect(try eventually { try served.text() == "edit\(count)" })
            #expect(try served.text("/log.txt") == "old")
            #expect(try served.text("/copy.bin") == "edit\(count)", "it is not there yet")
        }
    }

    /// Here the kernel does not notify of closed files.
    @Test func theServerNoticesATruncatedFile() throws {
        try parent.write("abcdef", to: "site/a.txt")
        let served = try serve()
        #expect(try served.text("/a.txt") == "abcdef")
        #expect(truncate(parent.path(of: "site/a.txt"), 3) == 0)
        #expect(try eventually { try served.text("/a.txt") == "abc" })
    }

    @Test func aFileInMemoryThatIsOverwrittenKeepsItsContent() throws {
        let old = Data(repeating: UInt8(ascii: "o"), count: 10_000_000)
        try parent.write(old, to: "site/large.bin")
        try parent.makeOld("site/large.bin")
        let served = try serve()
        let file = try #require(FileHandle(forWritingAtPath: parent.path(of: "site/large.bin")))
        try file.write(contentsOf: Data(repeating: UInt8(ascii: "n"), count: old.count / 2))
        try parent.write("second", to: "site/index.html")
        #expect(try eventually { try served.text() == "second" })
        #expect(try Data(served.text("/large.bin").utf8) == old)
        try file.write(contentsOf: Data(repeating: UInt8(ascii: "n"), count: old.count / 2))
        try file.close()
        #expect(try eventually { try Set(served.text("/large.bin").utf8) == [UInt8(ascii: "n")] })
    }

    @Test(arguments: [0, 2_000_000]) func aFileThatIsBeingCopiedWhenTheServerStartsIsNotServedByHalves(size: Int) throws
    {
        let writer = try SlowWriter(into: parent, "site", size: size)
        let served = try serve()
        #expect(try eventually { try served.text("/copy.bin") == "first" })
        for _ in 0..<30 {
            usleep(50_000)
            #expect(try served.text("/copy.bin") == "first")
        }
        let copied = try writer.finish()
        #expect(try eventually { try served.text("/copy.bin").utf8.count == copied })
    }

    /// A file that is sent from disk has no last content to fall back to.
    @Test func aLargeFileThatIsOverwrittenIsNeverServedInPart() throws {
        let old = Data(repeating: UInt8(ascii: "o"), count: 40_000_000)
        try parent.write(old, to: "site/large.bin")
        let served = try serve()
        #expect(try served.text("/large.bin").utf8.count == old.count)
        let file = try #require(FileHandle(forWritingAtPath: parent.path(of: "site/large.bin")))
        try file.write(contentsOf: Data(repeating: UInt8(ascii: "n"), count: 1_000_000))
        // A prepared answer is valid for the second in which it was made.
        #expect(try eventually { try served.text("/large.bin") == "first" })
        try file.write(contentsOf: Data(repeating: UInt8(ascii: "n"), count: 39_000_000))
        try file.close()
        #expect(try eventually { try Set(served.text("/large.bin").utf8) == [UInt8(ascii: "n")] })
    }
}
