internal import Glibc
internal import System

/// A file of the configuration.
package struct ConfigurationFile: Sendable {
    package let path: String
    let contents: [UInt8]

    package init(path: String, contents: [UInt8]) {
        self.path = path
        self.contents = contents
    }
}

extension ConfigurationFile {
    /// Why a file or directory cannot be read.
    package struct Failure: Error, CustomStringConvertible {
        let path: String
        let reason: String

        package var description: String { "'\(path)': \(reason)" }
    }

    /// Bytes of a file; many times the size of large configurations.
    private static let sizeLimit = 8 << 20

    /// Reads files in their order, and of each directory the files `*.cfg` in the order of their names, as HAProxy does for `-f`.
    package static func read(_ paths: [String]) throws(Failure) -> [ConfigurationFile] {
        var files: [ConfigurationFile] = []
        for path in paths {
            if isDirectory(path) {
                let names = try names(in: path)
                guard !names.isEmpty else { throw Failure(path: path, reason: "the directory has no file *.cfg") }
                for name in names { files.append(try read("\(path)/\(name)")) }
            } else {
                files.append(try read(path))
            }
        }
        return files
    }

    private static func read(_ path: String) throws(Failure) -> ConfigurationFile {
        let contents: [UInt8]
        do throws(SystemError) {
            let file = try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
            guard try file.status().kind == .file else { throw SystemError(code: EINVAL) }
            contents = try readFile(path, atMost: sizeLimit + 1)
        } catch {
            throw Failure(path: path, reason: error.code == EINVAL ? "it is not a regular file" : "\(error)")
        }
        guard contents.count <= sizeLimit else { throw Failure(path: path, reason: "it is larger than 8 MiB") }
        guard !contents.contains(0) else { throw Failure(path: path, reason: "it is a binary file") }
        return ConfigurationFile(path: path, contents: contents)
    }

    private static func isDirectory(_ path: String) -> Bool {
        guard let directory = try? FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY) else { return false }
        return directory.rawValue >= 0
    }

    private static func names(in path: String) throws(Failure) -> [String] {
        guard let stream = opendir(path) else { throw Failure(path: path, reason: "\(SystemError.last)") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // The name ends within the entry, which is valid until the next call.
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
                    String(cString: $0)
                }
            }
            if name.hasSuffix(".cfg"), !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
