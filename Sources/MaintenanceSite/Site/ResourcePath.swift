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
        var segments: [ArraySlice<UInt8>] = []
        var isDirectory = true
        for segment in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            // RFC 3986 §5.2.4: what ends in a slash or a dot segment is a directory.
            isDirectory = segment.isEmpty || segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8)
            if !isDirectory {
                segments.append(segment)
            } else if segment.count == 2 {
                _ = segments.popLast()
            }
        }
        guard !isDirectory else { return nil }
        bytes = Array(segments.joined(separator: [UInt8(ascii: "/")]))
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
