package import Foundation

/// A separate directory for a test, which is removed with the last reference to it.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() throws {
        let name = "maintenance-test-\(UUID().uuidString)"
        path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// A directory with these files in it.
    package convenience init(_ files: [String: String]) throws {
        try self.init()
        for (name, text) in files { try write(text, to: name) }
    }

    deinit {
        // Directories that a test made unreadable are removed too.
        try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        try? FileManager.default.removeItem(atPath: path)
    }

    package func path(of name: String) -> String { "\(path)/\(name)" }

    package func write(_ text: String, to name: String, mode: Int = 0o644) throws {
        try write(Data(text.utf8), to: name, mode: mode)
    }

    /// Writes a file, and makes its directories.
    package func write(_ data: Data, to name: String, mode: Int = 0o644) throws {
        let file = path(of: name)
        let directory = String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)])
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        // `write(to:)` waits for the disk, which takes a minute in a test of 10,000 files.
        guard FileManager.default.createFile(atPath: file, contents: nil),
            let handle = FileHandle(forWritingAtPath: file)
        else { throw CocoaError(.fileWriteUnknown) }
        try handle.write(contentsOf: data)
        try handle.close()
        try setMode(mode, of: name)
    }

    package func setMode(_ mode: Int, of name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(of: name))
    }

    /// Sets the time of the file's last write to a minute ago, so that a server that starts takes it as complete.
    package func makeOld(_ name: String) throws {
        let time = Date(timeIntervalSinceNow: -60)
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path(of: name))
    }

    package func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path(of: name), withIntermediateDirectories: true)
    }

    /// Makes `name` a symbolic link to `target`, which may be absolute or relative to the link.
    package func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path(of: name), withDestinationPath: target)
    }
}
