internal import HTTP

/// The name of a file in the site: its path from the site's directory, segments joined by `/`, compared byte for byte.
package struct ResourcePath: Hashable, Sendable {
    /// Valid UTF-8 without NUL, empty, `.` and `..` segments.
    let bytes: [UInt8]

    /// The name of a file found on disk.
    init(_ path: String) {
        bytes = Array(path.utf8)
    }
}

// From a request target to a name:
// 1. The absolute path, without query and fragment.
// 2. Without a VirtualHostMonster prefix.
// 3. Percent-decoded once, as bytes.
// 4. Split on `/`; empty and `.` segments dropped; `..` goes up, but never above the site.
extension ResourcePath {
    /// The file that a request target asks for; nil where it can name none.
    package init?(requestTarget target: Span<UInt8>) {
        guard let place = RequestTarget.path(of: target) else { return nil }
        let path = place.map { target[$0] }
        guard let decoded = PercentEncoding.decode(VirtualHostMonster.strip(path[...])) else { return nil }
        self.init(decodedPath: decoded)
    }

    private init?(decodedPath path: [UInt8]) {
        guard !path.contains(0), (try? UTF8Span(validating: path.span)) != nil else { return nil }
        let (slash, dot) = (UInt8(ascii: "/"), UInt8(ascii: "."))
        // Each segment with a slash before it.
        var name: [UInt8] = []
        var isDirectory = true
        var start = path.startIndex
        while start <= path.endIndex {
            let segment = path[start..<(path[start...].firstIndex(of: slash) ?? path.endIndex)]
            start = segment.endIndex + 1
            // RFC 3986 §5.2.4: what ends in a slash or a dot segment is a directory.
            isDirectory = segment.count <= 2 && segment.allSatisfy { $0 == dot }
            if !isDirectory {
                name.append(slash)
                name += segment
            } else if segment.count == 2 {
                name.removeSubrange((name.lastIndex(of: slash) ?? 0)...)
            }
        }
        guard !isDirectory else { return nil }
        bytes = Array(name.dropFirst())
    }
}

extension ResourcePath: CustomStringConvertible {
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension ResourcePath: Comparable {
    package static func < (left: ResourcePath, right: ResourcePath) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
