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
            contentsOf: ["site", "nosuch"], in: directory.path,
            names: DirectoryEntry.all(onPathTo: directory.path(of: "site")))
        #expect(problem == nil)
    }

    private func changes(to name: String) -> [DirectoryNotifications.Change.Event] {
        notifications.read().compactMap { change in
            if case .file("site", name, let event) = change { event } else { nil }
        }
    }

    @Test func unwatchedNamesGiveNoNotifications() throws {
        try directory.write("c", to: "other/b.txt")
        try directory.write("c", to: "c.txt")
        #expect(notifications.read().isEmpty)
    }

    @Test func watchedFoldersAndNamesGiveNotifications() throws {
        #expect(notifications.read().isEmpty)
        try directory.write("c", to: "site/c.txt")
        #expect(changes(to: "c.txt").contains(.closed))
        #expect(notifications.read().isEmpty)
        #expect(rename(directory.path(of: "site"), directory.path(of: "old")) == 0)
        #expect(notifications.read().contains(.other))
    }

    @Test func aNewChoiceReplacesTheFirst() throws {
        #expect(notifications.watch(contentsOf: ["other"], in: directory.path, names: []) == nil)
        try directory.write("c", to: "site/c.txt")
        #expect(notifications.read().isEmpty)
        try directory.write("c", to: "other/b.txt")
        #expect(!notifications.read().isEmpty)
    }

    @Test func anOpenFileIsDistinguishedFromAClosedOne() throws {
        let file = try #require(FileHandle(forWritingAtPath: directory.path(of: "site/a.txt")))
        try file.write(contentsOf: Data("b".utf8))
        #expect(changes(to: "a.txt") == [.written])
        try file.close()
        #expect(changes(to: "a.txt") == [.closed])
        #expect(truncate(directory.path(of: "site/a.txt"), 0) == 0)
        #expect(changes(to: "a.txt") == [.written])
        #expect(chmod(directory.path(of: "site/a.txt"), 0o600) == 0)
        #expect(changes(to: "a.txt") == [.touched])
    }

    /// A link and a folder are complete at once.
    @Test func aNewFileCountsAsOpen() throws {
        let path = directory.path(of: "site/new")
        let file = open(path, O_CREAT | O_WRONLY, 0o644)
        #expect(changes(to: "new") == [.written])
        #expect(close(file) == 0)
        #expect(changes(to: "new") == [.closed])
        #expect(link(path, directory.path(of: "site/hard")) == 0)
        #expect(changes(to: "hard") == [.touched])
        #expect(symlink("new", directory.path(of: "site/soft")) == 0)
        #expect(changes(to: "soft") == [.touched])
        #expect(mkdir(directory.path(of: "site/folder"), 0o755) == 0)
        #expect(changes(to: "folder") == [.touched])
    }

    @Test(arguments: ["remove", "rename", "replace"])
    func aRemovedFileCountsAsClosed(how: String) throws {
        let path = directory.path(of: "site/a.txt")
        let file = try #require(FileHandle(forWritingAtPath: path))
        defer { try? file.close() }
        try file.write(contentsOf: Data("b".utf8))
        #expect(changes(to: "a.txt") == [.written])
        switch how {
        case "remove": #expect(unlink(path) == 0)
        case "rename": #expect(rename(path, directory.path(of: "other/a.txt")) == 0)
        default: #expect(rename(directory.path(of: "other/b.txt"), path) == 0)
        }
        #expect(changes(to: "a.txt").last == (how == "replace" ? .replaced : .closed))
    }
}
