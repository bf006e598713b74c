internal import HTTP

/// Tells of most request targets that they name no resource, at once and without a copy of the name.
struct PathFilter: Sendable {
    /// Of the names. Two that share a hash cost a little time and nothing else.
    private let hashes: Set<Int>

    init(_ paths: some Sequence<ResourcePath>) {
        hashes = Set(paths.map { PathFilter.hash($0.bytes.span) })
    }

    /// Whether the target may name one of the resources. False is certain; true is what `ResourcePath` has to tell of: the
    /// target has its name, or must be decoded to be compared.
    func mayMatch(requestTarget target: Span<UInt8>) -> Bool {
        guard let place = RequestTarget.path(of: target) else { return true }
        let path = target.extracting(place)
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
        return hashes.contains(PathFilter.hash(name))
    }

    private static func hash(_ name: Span<UInt8>) -> Int {
        var hasher = Hasher()
        name.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }
}
