/// What a request gets of a representation.
package enum RangeResult: Equatable, Sendable {
    case whole
    /// 206 (RFC 9110 §15.3.7), of bytes within the representation, at least one.
    case part(Range<Int>)
    /// 416 (RFC 9110 §15.5.17).
    case notSatisfiable
}

extension RequestHead {
    /// Decides what a GET gets of a representation with that length and entity tag, by Range and If-Range. While the tag is
    /// not known yet, a request with a condition gets the whole: nobody can tell whether the part would fit the client's.
    package func evaluateRange(of length: Int, _ current: EntityTag?) -> RangeResult {
        guard let value = field(.range), let set = ByteRangeSet(value) else { return .whole }
        guard let current else { return hasCondition ? .whole : set.result(for: length) }
        if let condition = field(.ifRange), !IfRange(condition).holds(for: current) { return .whole }
        return set.result(for: length)
    }

    private var hasCondition: Bool {
        field(.ifRange) ?? field(.ifMatch) ?? field(.ifNoneMatch) != nil
    }
}

extension ByteRangeSet {
    /// Of several ranges, one of which is satisfiable, the whole is the answer: RFC 9110 §14.2 lets a server ignore Range,
    /// and what a site holds is small enough to do without multipart.
    func result(for length: Int) -> RangeResult {
        let parts = ranges.compactMap { $0.part(of: length) }
        guard let part = parts.first else { return .notSatisfiable }
        // Content-Range cannot name an empty part (RFC 9110 §14.4).
        return ranges.count == 1 && !part.isEmpty ? .part(part) : .whole
    }
}
