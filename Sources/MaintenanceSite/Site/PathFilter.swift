internal import HTTP

/// Tells of most request targets that they name no resource, at once and without a copy of the name.
struct PathFilter: Sendable {
    /// At the place that a name's hash chooses, whether there is such a name. A power of two of places, sixteen or more
    /// for each name. Names that share a place cost a little time and nothing else.
    private let isTaken: [Bool]

    init(_ paths: some Collection<ResourcePath>) {
        var isTaken = [Bool](repeating: false, count: 1 << (Int.bitWidth - (paths.count * 16).leadingZeroBitCount))
        for path in paths { isTaken[PathFilter.place(of: path.bytes.span, among: isTaken.count)] = true }
        self.isTaken = isTaken
    }

    private static func place(of name: Span<UInt8>, among count: Int) -> Int {
        Int(truncatingIfNeeded: ByteHash.hash(name)) & (count - 1)
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
        return isTaken[PathFilter.place(of: name, among: isTaken.count)]
    }
}
