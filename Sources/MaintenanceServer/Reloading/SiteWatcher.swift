internal import Glibc
internal import Libevent
internal import Logging
internal import MaintenanceSite

/// Watches a site, or several in a directory, and loads it again when it has changed.
///
/// 1. The kernel tells of a change, or a look at the site does; the look is for file systems of which the kernel does not
///    tell, such as a network's.
/// 2. Wait until two looks find the same and no file is being written, so that changes are taken together, and nothing
///    half-copied is.
/// 3. Load the site, and look again. If it changed meanwhile, wait again.
/// 4. Publish it. If it cannot be served, the last one that could is served on; so is one of several.
final class SiteWatcher {
    /// How long nothing may have changed.
    private static let quiet = Duration.milliseconds(300)
    /// How long a site that changes without end may have its way, before it is taken as it is; and the same while a file is
    /// being written.
    private static let patience = Duration.seconds(5)
    private static let patienceWithWriters = Duration.seconds(30)
    /// The least time between two looks; and how much longer than looking, or loading, the time until the next is.
    private static let lookInterval = Duration.seconds(2)
    private static let lookShare = 100
    private static let loadShare = 10
    /// How often a reload is worth a line of the log.
    private static let logInterval = Duration.seconds(10)

    private let source: SiteSource
    private let current: Current
    private let logger: Logger
    private let serviceManager: ServiceManager?
    private let loop: EventLoop
    /// Of the site that was loaded last, whether it could be served or not.
    private var loaded: SiteFingerprint?
    /// Of the last look.
    private var seen: SiteFingerprint?
    /// Why the site cannot be served now.
    private var failure: SiteError?
    private var isRequested = false
    private var firstChange: ContinuousClock.Instant?
    private var restUntil = ContinuousClock.now
    private var lastLine: ContinuousClock.Instant?
    private var notifications: DirectoryNotifications?
    private var blindness: SystemError?
    private var reloadEvent: Event?
    private var notificationEvent: Event?
    private var quietTimer: Event?
    private var lookTimer: Event?

    /// Watches the source, from which the current site was loaded with that fingerprint. A wake of `reload` has it loaded
    /// again, changed or not, which the service manager is told of.
    init(
        _ source: SiteSource, _ fingerprint: SiteFingerprint?, on loop: EventLoop, publishingTo current: Current,
        logger: Logger, reload: Wakeup, serviceManager: ServiceManager?
    ) throws(LibeventError) {
        self.serviceManager = serviceManager
        self.source = source
        loaded = fingerprint
        seen = fingerprint
        self.current = current
        self.logger = logger
        self.loop = loop
        reloadEvent = try reload.event(on: loop) { [unowned self] in
            isRequested = true
            serviceManager?.notify(.reloading)
            load()
        }
        // On the loop, since nobody's answer has to wait for it.
        lookTimer = try Event(on: loop, .after(.zero)) { [unowned self] in
            watchDirectories()
            look()
        }
    }

    private var isSomeFileBeingWritten: Bool { notifications?.isSomeFileBeingWritten ?? false }

    private var isOutOfPatience: Bool {
        let patience = isSomeFileBeingWritten ? SiteWatcher.patienceWithWriters : SiteWatcher.patience
        return firstChange.map { .now - $0 > patience } ?? false
    }

    private func look() {
        let start = ContinuousClock.now
        if let found = lookAtSite(), found.fingerprint != loaded { noteChange() }
        let interval = max(SiteWatcher.lookInterval, (.now - start) * SiteWatcher.lookShare)
        lookTimer = try? Event(on: loop, .after(interval)) { [unowned self] in look() }
    }

    private struct Look {
        /// nil where there is no directory.
        let fingerprint: SiteFingerprint?
    }

    /// What is found; nil where there were too few descriptors to look, which tells nothing of the site.
    private func lookAtSite() -> Look? {
        guard case .success(let fingerprint) = Result(catching: { () throws(SiteError) in try source.fingerprint() })
        else { return nil }
        return Look(fingerprint: fingerprint)
    }

    private func noteChange() {
        firstChange = firstChange ?? .now
        if quietTimer != nil, isOutOfPatience { return }
        let delay = max(SiteWatcher.quiet, restUntil - .now)
        quietTimer = try? Event(on: loop, .after(delay)) { [unowned self] in loadIfSettled() }
    }

    private func loadIfSettled() {
        quietTimer = nil
        if isSomeFileBeingWritten, !isOutOfPatience { return noteChange() }
        guard let found = lookAtSite() else { return }
        let isSettled = found.fingerprint == seen
        seen = found.fingerprint
        if isSettled || isOutOfPatience {
            load()
        } else {
            // Directories may be new.
            watchDirectories()
            noteChange()
        }
    }
}

extension SiteWatcher {
    private func load() {
        quietTimer = nil
        notifications?.forgetWriters()
        // Before the site is read, so that the kernel tells of what changes from here on.
        watchDirectories()
        let start = ContinuousClock.now
        let result = Result { () throws(SiteError) in try source.load(keeping: current.state.sites) }
        restUntil = .now + (.now - start) * SiteWatcher.loadShare
        if case .failure(.outOfDescriptors) = result { return endRequest() }
        let before = (try? result.get())?.fingerprint ?? seen
        guard let after = lookAtSite() else { return endRequest() }
        seen = after.fingerprint
        guard seen == before || isOutOfPatience else { return noteChange() }
        loaded = before
        firstChange = nil
        switch result {
        case .success(let snapshot):
            current.record.noteSuccess(snapshot.sites)
            publish(snapshot.sites)
        case .failure(let error):
            current.record.noteFailure()
            keepLast(because: error)
        }
        endRequest()
        if seen != before { noteChange() }
    }

    /// The service manager has to hear of the end, whatever came of it.
    private func endRequest() {
        if isRequested { serviceManager?.notify(.reloaded) }
        isRequested = false
    }

    private func publish(_ sites: Sites) {
        let last = current.state.sites
        let isNew = !sites.isSame(as: last)
        let areOmissionsNew = sites.omissions != last.omissions
        let areUnusableNew = sites.unusable != last.unusable
        guard isRequested || failure != nil || isNew || areOmissionsNew || areUnusableNew else { return }
        current.replace(sites: sites)
        let isWorthALine =
            isRequested || failure != nil || areUnusableNew
            || (lastLine.map { .now - $0 > SiteWatcher.logInterval } ?? true)
        if isWorthALine { lastLine = .now }
        let again = failure == nil ? "" : ", which is good again"
        failure = nil
        let directory = printable(source.directory)
        logger.log(
            level: isWorthALine ? .info : .debug, "reloaded \(directory)\(again), \(sites.summary)")
        if areOmissionsNew { logger.warn(of: sites.omissions) }
        if areUnusableNew || isRequested { logger.warn(of: sites.unusable) }
    }

    private func keepLast(because error: SiteError) {
        guard error != failure || isRequested else { return }
        failure = error
        logger.error("\(printable(source.directory)) cannot be served: \(error); the last good site is served on")
    }

    private func watchDirectories() {
        let problem: SystemError?
        do throws(SystemError) {
            let notifications = try openNotifications()
            problem = notifications.watch(
                contentsOf: (seen?.directories ?? []).map { "\(source.directory)/\($0)" },
                names: DirectoryEntryPlace.all(onTheWayTo: source.directory))
        } catch {
            problem = error
        }
        if let problem, problem != blindness {
            logger.warning(
                "changes are found within seconds, not at once: inotify: \(problem) (fs.inotify has limits in sysctl)")
        }
        blindness = problem
    }

    private func openNotifications() throws(SystemError) -> DirectoryNotifications {
        if let notifications { return notifications }
        let opened = try DirectoryNotifications()
        notificationEvent = try? Event(on: loop, .readable(opened.descriptor)) { [unowned self] in
            if opened.read() { noteChange() }
        }
        notifications = opened
        return opened
    }
}
