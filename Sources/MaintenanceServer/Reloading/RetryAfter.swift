internal import HTTP

/// After how many seconds clients are told to ask again (RFC 9110 §10.2.3).
struct RetryAfter {
    /// Seconds that it never goes under; at least 1.
    let floor: Int

    /// The seconds that are left until the end, where one is known and far enough.
    func seconds(until end: HTTPDate?, at now: HTTPDate) -> Int {
        guard let end else { return floor }
        return max(floor, end.secondsSinceEpoch - now.secondsSinceEpoch)
    }
}
