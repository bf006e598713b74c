internal import HTTP

/// When a file was last modified, as far as the file system tells.
struct ModificationTime {
    /// Since 1970-01-01T00:00:00Z.
    let seconds: Int
    /// Of the second, from 0 to 999,999,999.
    let nanoseconds: Int

    /// The time as HTTP writes it.
    var date: HTTPDate { HTTPDate(secondsSinceEpoch: seconds) }

    /// Whether a copy with this time was made before the original was last modified. A copy that has the original's
    /// time may have it cut to the second: Debian's brotli does so, tar and zip too.
    func isBefore(original: ModificationTime) -> Bool {
        if seconds != original.seconds { return seconds < original.seconds }
        return nanoseconds != 0 && nanoseconds < original.nanoseconds
    }
}
