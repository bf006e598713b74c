internal import HTTP

/// Tells of most request targets that they name no resource, at once and without a copy of the name.
struct PathFilter: Sendable {
    /// The names' hashes, each in the first free place from the one that it chooses; 0 where a place is free. Two names that
    /// share a hash cost a little time and nothing else.
    private var hashes: [UInt64]

    init(_ paths: some Collection<ResourcePath>) {
        // A power of two, and at least twice as many places as names.
        hashes = [UInt64](repeating: 0, count: 1 << (Int.bitWidth - (paths.count * 2).leadingZeroBitCount))
        for path in paths {
            let hash = max(ByteHash.hash(path.bytes.span), 1)
            hashes[index(of: hash)] = hash
        }
    }

    /// Where the hash is, or would be.
    private func index(of hash: UInt64) -> Int {
        let mask = hashes.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while hashes[index] != 0, hashes[index] != hash { index = (index + 1) & mask }
        return index
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
        return hashes[index(of: max(ByteHash.hash(name), 1))] != 0
    }
}
