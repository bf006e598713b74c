internal import HTTP

/// The name of a file in the site: its path from the site's directory, with segments joined by `/`. It is compared byte
/// for byte.
package struct ResourcePath: Hashable, Sendable {
    /// Valid UTF-8 without NUL, and without empty, `.` and `..` segments.
    let bytes: [UInt8]

    /// The name of a file on disk.
    init(_ path: String) {
        bytes = Array(path.utf8)
    }
}

// From a request target to a name:
// 1. Take the absolute path, without query and fragment.
// 2. Remove a VirtualHostMonster prefix.
// 3. Percent-decode once, as bytes.
// 4. Split at `/`, and drop empty and `.` segments. `..` goes up, but never above the site.
extension ResourcePath {
    /// The file that a request target names; nil if it cannot name one.
    package init?(requestTarget target: Span<UInt8>) {
        guard let range = RequestTarget.path(of: target) else { return nil }
        let path = range.map { target[$0] }
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
            // RFC 3986 §5.2.4: a path that ends with a slash or a dot segment is a directory.
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

/// A quick test that excludes most request targets that name no resource, without copying the name.
struct PathFilter: Sendable {
    /// The hashes of the names, by open addressing. 0 marks a free slot. Two names with the same hash only cost a
    /// little time.
    private var hashes: [UInt64]

    init(_ paths: some Collection<ResourcePath>) {
        // A power of two, and at least twice as many slots as names.
        hashes = [UInt64](repeating: 0, count: 1 << (Int.bitWidth - (paths.count * 2).leadingZeroBitCount))
        for path in paths {
            let hash = max(ByteHash.hash(path.bytes.span), 1)
            hashes[index(of: hash)] = hash
        }
    }

    /// The slot of the hash, or the free one for it.
    private func index(of hash: UInt64) -> Int {
        let mask = hashes.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while hashes[index] != 0, hashes[index] != hash { index = (index + 1) & mask }
        return index
    }

    /// Whether the target may name one of the resources. False is certain. True leaves the decision to `ResourcePath`,
    /// because the target has the hash of a name, or has to be decoded.
    func mayMatch(requestTarget target: Span<UInt8>) -> Bool {
        guard let range = RequestTarget.path(of: target) else { return true }
        let path = target.extracting(range)
        let (slash, dot, percent) = (UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "%"))
        for index in path.indices {
            if path[index] == percent { return true }
            guard path[index] == slash, index + 1 < path.count else { continue }
            if path[index + 1] == slash || path[index + 1] == dot { return true }
        }
        if path[path.count - 1] == slash { return false }
        let name = path.extracting(droppingFirst: 1)
        let start = VirtualHostMonster.start
        if name.count >= start.count, name.extracting(first: start.count).isEqual(to: start.span) { return true }
        return hashes[index(of: max(ByteHash.hash(name), 1))] != 0
    }
}

/// The prefix with which a proxy passes the public URL of a request to Zope's VirtualHostMonster:
/// `/VirtualHostBase/<scheme>/<host>[:port]/.../VirtualHostRoot`, then any `_vh_*` segments.
enum VirtualHostMonster {
    /// The start of the prefix, after the first slash.
    static let start = Array("VirtualHostBase/".utf8)

    /// The path after the prefix; the whole path if it has none.
    static func strip(_ path: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard path.drop(while: { $0 == UInt8(ascii: "/") }).starts(with: start) else { return path }
        let segments = path.split(separator: UInt8(ascii: "/"))
        guard let root = segments.lastIndex(where: { $0.elementsEqual("VirtualHostRoot".utf8) }),
            root > 2  // after the scheme and the host
        else { return path }
        let rest = segments[(root + 1)...].drop { $0.starts(with: "_vh_".utf8) }
        return path[segments[rest.startIndex - 1].endIndex...]
    }
}
