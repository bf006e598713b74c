internal import Glibc

/// A name in a directory, which may come to lead to something else.
package struct DirectoryEntryPlace: Equatable, Sendable {
    package let directory: String
    package let name: String
}

extension DirectoryEntryPlace {
    /// As many symbolic links as the kernel follows (path_resolution(7)).
    private static let linkLimit = 40

    /// All names on the way to a path: of the directories that it is in, and its own; where one is a symbolic link, those on the
    /// way to its target too.
    package static func all(onTheWayTo path: String) -> [DirectoryEntryPlace] {
        var places: [DirectoryEntryPlace] = []
        var links = 0
        var directory = path.hasPrefix("/") ? "/" : "."
        var names = reversedNames(of: path)
        while let name = names.popLast() {
            let next = directory == "/" ? "/\(name)" : "\(directory)/\(name)"
            if name != ".." { places.append(DirectoryEntryPlace(directory: directory, name: name)) }
            if let target = linkTarget(of: next), links < linkLimit {
                links += 1
                if target.hasPrefix("/") { directory = "/" }
                names += reversedNames(of: target)
            } else {
                directory = next
            }
        }
        return places
    }

    private static func reversedNames(of path: String) -> [String] {
        path.split(separator: "/").filter { $0 != "." }.reversed().map(String.init)
    }

    private static func linkTarget(of path: String) -> String? {
        let target = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            count = buffer.withMemoryRebound(to: CChar.self) { memory in
                memory.baseAddress.map { max(readlink(path, $0, memory.count), 0) } ?? 0
            }
        }
        return target.isEmpty ? nil : String(decoding: target, as: UTF8.self)
    }
}
