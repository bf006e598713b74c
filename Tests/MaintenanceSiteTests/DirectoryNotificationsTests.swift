import Foundation
import MaintenanceSite
import TestSupport
import Testing

@Suite struct DirectoryNotificationsTests {
    private let directory: TemporaryDirectory
    private let notifications: DirectoryNotifications

    init() throws {
        directory = try TemporaryDirectory(["site/a.txt": "a", "other/b.txt": "b"])
        notifications = try DirectoryNotifications()
        let problem = notifications.watch(
            contentsOf: [directory.path(of: "site"), directory.path(of: "nosuch")],
            names: DirectoryEntryPlace.all(onTheWayTo: directory.path(of: "site")))
        #expect(problem == nil)
    }

    @Test func whatIsNotWatchedIsOfNoInterest() throws {
        try directory.write("c", to: "other/b.txt")
        try directory.write("c", to: "c.txt")
        #expect(!notifications.read())
    }

    @Test func contentsAndNamesAreOfInterest() throws {
        #expect(!notifications.read())
        try directory.write("c", to: "site/c.txt")
        #expect(notifications.read())
        #expect(!notifications.read())
        #expect(rename(directory.path(of: "site"), directory.path(of: "old")) == 0)
        #expect(notifications.read())
    }

    @Test func anotherChoiceTakesThePlaceOfTheFirst() throws {
        #expect(notifications.watch(contentsOf: [directory.path(of: "other")], names: []) == nil)
        try directory.write("c", to: "site/c.txt")
        #expect(!notifications.read())
        try directory.write("c", to: "other/c.txt")
        #expect(notifications.read())
    }

    @Test func aFileIsBeingWrittenUntilItIsClosed() throws {
        let file = try #require(FileHandle(forWritingAtPath: directory.path(of: "site/a.txt")))
        try file.write(contentsOf: Data("b".utf8))
        #expect(notifications.read())
        #expect(notifications.isSomeFileBeingWritten)
        try file.close()
        #expect(notifications.read())
        #expect(!notifications.isSomeFileBeingWritten)
    }

    @Test(arguments: ["remove", "rename", "replace", "forget", "leave"])
    func whatIsGoneIsNotBeingWritten(how: String) throws {
        let path = directory.path(of: "site/a.txt")
        let file = try #require(FileHandle(forWritingAtPath: path))
        defer { try? file.close() }
        try file.write(contentsOf: Data("b".utf8))
        #expect(notifications.read())
        #expect(notifications.isSomeFileBeingWritten)
        switch how {
        case "remove": #expect(unlink(path) == 0)
        case "rename": #expect(rename(path, directory.path(of: "other/a.txt")) == 0)
        case "replace": #expect(rename(directory.path(of: "other/b.txt"), path) == 0)
        case "forget": notifications.forgetWriters()
        default: _ = notifications.watch(contentsOf: [], names: [])
        }
        _ = notifications.read()
        #expect(!notifications.isSomeFileBeingWritten)
    }

    /// Editors have one open for as long as they are.
    @Test func aHiddenFileMayStayOpen() throws {
        try directory.write("", to: "site/.a.txt.swp")
        let file = try #require(FileHandle(forWritingAtPath: directory.path(of: "site/.a.txt.swp")))
        try file.write(contentsOf: Data("b".utf8))
        #expect(notifications.read())
        #expect(!notifications.isSomeFileBeingWritten)
        try file.close()
    }
}
