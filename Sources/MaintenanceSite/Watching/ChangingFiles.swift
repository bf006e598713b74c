internal import System

/// Which files change just now. Each rests by itself: one that is being written keeps no other from going live.
///
/// A file is at rest
/// - when the kernel has told of no change to it for `quiet`, or for `patience` where somebody has it open who has written to
///   it;
/// - a second after it was replaced by another file, however often it is replaced then: each of them is whole;
/// - when the kernel does not tell, as of files in a new folder: when it has been found in the same state for `quiet`.
///
/// The clock's time is always passed in.
package struct ChangingFiles: Sendable {
    package typealias Instant = ContinuousClock.Instant

    /// How long nothing may have changed.
    package static let quiet = Duration.milliseconds(300)
    /// How long a file may stay open, and not be written to, until it is taken as it is.
    package static let patience = Duration.seconds(5)

    /// How long a file that is replaced again and again is waited for.
    static let replacement = Duration.seconds(1)

    private struct Change {
        var time: Instant
        /// Whether somebody has written to the file and not closed it since.
        var isOpen = false
        /// The first replacement, where the file was replaced and nothing else since.
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

    /// By the folder's path from the root and the name in it.
    private var changes: [SiteTree.Place: Change] = [:]
    /// Of files that the kernel has told nothing of.
    private var sightings: [SiteTree.Place: Sighting] = [:]
    /// The same in the load that is under way.
    private var nextSightings: [SiteTree.Place: Sighting] = [:]
    /// The first change that is of no single file, and not loaded yet.
    private var otherChange: Instant?

    package init() {}

    /// Notes a change that the kernel tells of.
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

    /// Notes a change that is of no single file.
    package mutating func noteOther(at now: Instant) {
        otherChange = otherChange ?? now
    }

    /// When the site is to be loaded; nil where nothing has changed. Files that come to rest soon after the first are waited
    /// for, so that changes within a moment are taken together.
    package var nextLoad: Instant? {
        let ends =
            changes.values.map(\.end) + sightings.values.map(\.end)
            + (otherChange.map { [$0 + ChangingFiles.quiet] } ?? [])
        guard let first = ends.min() else { return nil }
        return ends.filter { $0 <= first + ChangingFiles.quiet }.max()
    }
}

extension ChangingFiles {
    /// Whether a file, found in that state, is at rest.
    mutating func isAtRest(_ place: SiteTree.Place, _ version: FileStatus.Version, at now: Instant) -> Bool {
        if let change = changes[place] { return change.end <= now }
        var sighting = Sighting(version: version, time: now)
        if let last = sightings[place], last.version == version { sighting = last }
        if sighting.end <= now { return true }
        nextSightings[place] = sighting
        return false
    }

    /// Notes that a file was written to while it was read.
    mutating func note(_ place: SiteTree.Place, _ version: FileStatus.Version, at now: Instant) {
        nextSightings[place] = Sighting(version: version, time: now)
    }

    /// Ends a load that began at that time: what was at rest then is loaded.
    package mutating func endLoad(begunAt start: Instant) {
        changes = changes.filter { $0.value.end > start }
        sightings = nextSightings
        nextSightings = [:]
        if let time = otherChange, time <= start { otherChange = nil }
    }
}
