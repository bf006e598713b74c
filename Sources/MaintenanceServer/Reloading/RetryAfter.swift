internal import HTTP

/// After how many seconds clients are told to ask again (RFC 9110 §10.2.3).
struct RetryAfter {
    /// A year, beyond which nobody can tell, and some clients' numbers end.
    private static let ceiling = 31_536_000

    /// Seconds that it never goes under; at least 1, at most a year.
    let floor: Int

    /// The seconds that are left until the end, where one is known and far enough.
    func seconds(until end: HTTPDate?, at now: HTTPDate) -> Int {
        guard let end else { return floor }
        return min(max(floor, end.secondsSinceEpoch - now.secondsSinceEpoch), RetryAfter.ceiling)
    }
}
