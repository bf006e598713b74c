internal import System

/// The files that are changing. Each waits by itself: a file that is being written does not keep others from going live.
///
/// A file is complete
/// - when the kernel has notified of no change for `quiet`, or for `patience` if it is still open for writing;
/// - a second after it was replaced by another file, however often it is replaced then, because each of them is complete;
/// - without notifications, as in a new folder, when it has been found in the same state for `quiet`.
///
/// The current time is always passed in.
package struct ChangingFiles: Sendable {
    package typealias Instant = ContinuousClock.Instant

    /// How long a file must not have changed.
    package static let quiet = Duration.milliseconds(300)
    /// How long a file that is open for writing must not have changed.
    package static let patience = Duration.seconds(5)

    /// How long a file that is replaced repeatedly can wait.
    static let replacement = Duration.seconds(1)

    private struct Change {
        var time: Instant
        /// Whether the file was written to, and not closed since.
        var isOpen = false
        /// The time of the first replacement, if the file was only replaced since.
        var replaced: Instant?

        var end: Instant {
            let end = time + (isOpen ? ChangingFiles.patience : ChangingFiles.quiet)
            return replaced.map { min(end, $0 + ChangingFiles.replacement) } ?? end
        }
    }

    private struct Sighting {
        let version: FileStatus.Version
        let time: Instant
        var end: Instant { time + ChangingFiles.quiet }
    }

    /// Changes by the path of the folder from the root, and the name in it.
    private var changes: [SiteTree.Place: Change] = [:]
    /// States of files without notifications.
    private var sightings: [SiteTree.Place: Sighting] = [:]
    /// The same in the current load.
    private var nextSightings: [SiteTree.Place: Sighting] = [:]
    /// The time of the first change that belongs to no single file, and is not loaded yet.
    private var otherChange: Instant?

    package init() {}

    /// Records a notification.
    package mutating func note(_ change: DirectoryNotifications.Change, at now: Instant) {
        switch change {
        case .file(let folder, let name, let event):
            let place = SiteTree.Place(folder: folder, name: name)
            let last = changes[place]
            let isOpen = event == .written || event == .touched && last?.isOpen ?? false
            let replaced = event == .replaced ? last?.replaced ?? now : event == .touched ? last?.replaced : nil
            changes[place] = Change(time: now, isOpen: isOpen, replaced: replaced)
        case .other:
            noteOther(at: now)
        case .lost:
            for place in changes.keys { changes[place]?.isOpen = false }
            noteOther(at: now)
        }
    }

    /// Records a change that belongs to no single file.
    package mutating func noteOther(at now: Instant) {
        otherChange = otherChange ?? now
    }

    /// When to load the site; nil if nothing has changed. Files that are complete soon after the first are loaded together with it.
    package var nextLoad: Instant? {
        let ends =
            changes.values.map(\.end) + sightings.values.map(\.end)
            + (otherChange.map { [$0 + ChangingFiles.quiet] } ?? [])
        guard let first = ends.min() else { return nil }
        return ends.filter { $0 <= first + ChangingFiles.quiet }.max()
    }
}

extension ChangingFiles {
    /// Whether a file that was found in that state is complete.
    mutating func isAtRest(_ place: SiteTree.Place, _ version: FileStatus.Version, at now: Instant) -> Bool {
        if let change = changes[place] { return change.end <= now }
        var sighting = Sighting(version: version, time: now)
        if let last = sightings[place], last.version == version { sighting = last }
        if sighting.end <= now { return true }
        nextSightings[place] = sighting
        return false
    }

    /// Records that a file was written to while it was read.
    mutating func note(_ place: SiteTree.Place, _ version: FileStatus.Version, at now: Instant) {
        nextSightings[place] = Sighting(version: version, time: now)
    }

    /// Ends a load that began at that time. What was complete then is loaded.
    package mutating func endLoad(begunAt start: Instant) {
        changes = changes.filter { $0.value.end > start }
        sightings = nextSightings
        nextSightings = [:]
        if let time = otherChange, time <= start { otherChange = nil }
    }
}
