import Foundation
import MaintenanceSite
import TestSupport
import Testing

@Suite struct DirectoryEntryTests {
    private func entries(_ path: String) -> [String] {
        DirectoryEntry.all(onPathTo: path).map { "\($0.directory) \($0.name)" }
    }

    @Test func eachNameOnThePathIsAnEntry() {
        #expect(entries("/nosuch/a//./b/") == ["/ nosuch", "/nosuch a", "/nosuch/a b"])
        #expect(entries("nosuch/../b") == [". nosuch", "./nosuch/.. b"])
        #expect(entries("/") == [])
        #expect(entries(".") == [])
    }

    @Test func namesOnThePathOfALinksTargetAreEntries() throws {
        let directory = try TemporaryDirectory(["releases/1/site/index.html": "x"])
        try directory.link("current", to: "./releases/1")
        try directory.link("absolute", to: directory.path(of: "current"))
        let real = try #require(realpath(directory.path, nil))
        defer { free(real) }
        let path = String(cString: real)
        let way = entries(path)
        let current = ["\(path) current", "\(path) releases", "\(path)/releases 1", "\(path)/releases/1 site"]
        #expect(entries("\(path)/current/site") == way + current)
        #expect(entries("\(path)/absolute/site") == way + ["\(path) absolute"] + way + current)
    }

    @Test func circularLinksEnd() throws {
        let directory = try TemporaryDirectory([:])
        try directory.link("a", to: "b")
        try directory.link("b", to: "a")
        #expect(entries(directory.path(of: "a")).count < 100)
    }
}
