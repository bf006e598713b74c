package import HTTP
internal import System

/// The files that are changing. Each waits separately, so a file that is being written does not delay others.
///
/// A file is complete
/// - when the kernel has notified of no change for `quiet`;
/// - when neither notifications nor the file's times show a change for `patience`, if it is still open for writing. The
///   kernel notifies of a copy (copy_file_range(2)) only once, at its end;
/// - a second after it was replaced by another file, even if it is replaced again, because each of these files is
///   complete;
/// - without notifications, as in a new folder, when it has been found in the same state for `quiet`. For a large file that
///   was changed recently it is `pause`, because its copy may be interrupted for a while.
///
/// The current time is always a parameter.
package struct ChangingFiles: Sendable {
    /// How long a complete file has not changed.
    package static let quiet = Duration.milliseconds(300)
    /// How long a complete file has not changed while it is open for writing.
    package static let patience = Duration.seconds(5)

    /// The size in bytes above which a file is large.
    static let largeSize = 1 << 20
    /// How long a large file without notifications has not changed.
    static let pause = Duration.seconds(2)

    /// The longest wait for a file that is replaced repeatedly.
    static let replacement = Duration.seconds(1)

    private struct Change {
        var time: MonotonicTime
        /// Whether the file was written to and has not been closed since.
        var isOpen = false
        /// Whether the contents may differ although the file's times are the same.
        var isOfContents = false
        /// The state of an open file when it was last looked at.
        var version: FileStatus.Version?
        /// The time of the first replacement, if the file has only been replaced since.
        var replaced: MonotonicTime?

        var end: MonotonicTime {
            let end = time + (isOpen ? ChangingFiles.patience : ChangingFiles.quiet)
            return replaced.map { min(end, $0 + ChangingFiles.replacement) } ?? end
        }
    }

    private struct Sighting {
        let version: FileStatus.Version
        let time: MonotonicTime

        var end: MonotonicTime {
            let isPaused = version.size > ChangingFiles.largeSize && !version.modified.isPast(by: ChangingFiles.pause)
            return time + (isPaused ? ChangingFiles.pause : ChangingFiles.quiet)
        }
    }

    /// The changes, by the location of the file.
    private var changes: [SiteTree.Location: Change] = [:]
    /// The states of files without notifications.
    private var sightings: [SiteTree.Location: Sighting] = [:]
    /// The states of such files in the current load.
    private var nextSightings: [SiteTree.Location: Sighting] = [:]
    /// The time of the first change that belongs to no single file and is not loaded yet.
    private var otherChange: MonotonicTime?

    package init() {}

    /// Records a notification.
    package mutating func note(_ change: DirectoryNotifications.Change, at now: MonotonicTime) {
        switch change {
        case .file(let folder, let name, let event):
            let location = SiteTree.Location(folder: folder, name: name)
            let last = changes[location]
            let isOpen = event == .written || event == .touched && last?.isOpen ?? false
            let isOfContents = event != .touched || last?.isOfContents ?? false
            let replaced = event == .replaced ? last?.replaced ?? now : event == .touched ? last?.replaced : nil
            changes[location] = Change(
                time: now, isOpen: isOpen, isOfContents: isOfContents, version: last?.version, replaced: replaced)
        case .other:
            noteOther(at: now)
        case .lost:
            for location in changes.keys { changes[location]?.isOpen = false }
            noteOther(at: now)
        }
    }

    /// Records a change that belongs to no single file.
    package mutating func noteOther(at now: MonotonicTime) {
        otherChange = otherChange ?? now
    }

    /// When to load the site; nil if nothing has changed. Files that are complete soon after the first one are loaded
    /// together with it.
    package var nextLoad: MonotonicTime? {
        let ends =
            changes.values.map(\.end) + sightings.values.map(\.end)
            + (otherChange.map { [$0 + ChangingFiles.quiet] } ?? [])
        guard let first = ends.min() else { return nil }
        return ends.filter { $0 <= first + ChangingFiles.quiet }.max()
    }
}

extension ChangingFiles {
    /// Whether a file in that state is complete.
    mutating func isComplete(
        _ location: SiteTree.Location, _ version: FileStatus.Version, at now: MonotonicTime
    ) -> Bool {
        if var change = changes[location] {
            guard change.end <= now else { return false }
            let isQuiet = version.modified.isPast(by: ChangingFiles.patience) || change.version == version
            if !change.isOpen || isQuiet { return true }
            change.time = now
            change.version = version
            changes[location] = change
            return false
        }
        var sighting = Sighting(version: version, time: now)
        if let last = sightings[location], last.version == version { sighting = last }
        if sighting.end <= now { return true }
        nextSightings[location] = sighting
        return false
    }

    /// The names of files that have to be read even if their times are the same, by folder. The time of a write is that of its
    /// beginning.
    var written: [String: Set<String>] {
        var names: [String: Set<String>] = [:]
        for (location, change) in changes where change.isOfContents {
            names[location.folder, default: []].insert(location.name)
        }
        return names
    }

    /// Records that a file was written to during the load.
    mutating func note(_ location: SiteTree.Location, _ version: FileStatus.Version, at now: MonotonicTime) {
        nextSightings[location] = Sighting(version: version, time: now)
    }

    /// Ends a load that began at that time. Files that were complete then are loaded.
    package mutating func endLoad(begunAt start: MonotonicTime) {
        changes = changes.filter { $0.value.end > start }
        sightings = nextSightings
        nextSightings = [:]
        if let time = otherChange, time <= start { otherChange = nil }
    }
}
