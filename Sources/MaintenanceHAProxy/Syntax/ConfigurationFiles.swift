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
    /// The reason why a file or directory cannot be read.
    package struct Failure: Error, CustomStringConvertible {
        let path: String
        let reason: String

        package var description: String { "'\(path)': \(reason)" }
    }

    /// The most bytes of a file, many times the size of large configurations.
    private static let sizeLimit = 8 << 20

    /// Reads files in their order, and the `*.cfg` files of each directory in the order of their names, as HAProxy does for `-f`.
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
        do throws(SystemError) {
            return try System.names(inDirectory: path).filter { $0.hasSuffix(".cfg") && !$0.hasPrefix(".") }
                .sorted { $0.precedesByBytes($1) }
        } catch {
            throw Failure(path: path, reason: "\(error)")
        }
    }
}
