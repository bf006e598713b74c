internal import Libevent
internal import Logging
internal import MaintenanceSite

/// Watches a site, and loads it again when it has changed.
///
/// 1. The kernel tells of a change, or a look at the site does; the look is for file systems of which the kernel does not
///    tell, such as a network's.
/// 2. Wait until nothing changes any more, so that changes are taken together, and nothing half-copied is.
/// 3. Load the site. If it changed meanwhile, wait again.
/// 4. Publish it. If it cannot be served, the last one that could is served on.
final class SiteWatcher {
    /// How long nothing may have changed.
    private static let quiet = Duration.milliseconds(50)
    /// How long a site that changes without end may have its way, before it is taken as it is.
    private static let patience = Duration.seconds(5)
    /// The least time between two looks; and for one of them, how much longer than it takes.
    private static let lookInterval = Duration.seconds(2)
    private static let lookShare = 100

    private let source: SiteSource
    private let current: Current
    private let logger: Logger
    private let loop: EventLoop
    /// Of the site that was loaded last, whether it could be served or not.
    private var fingerprint: SiteFingerprint?
    /// Why the site cannot be served now.
    private var failure: SiteError?
    private var firstChange: ContinuousClock.Instant?
    private var notifications: DirectoryNotifications?
    private var reloadEvent: Event?
    private var notificationEvent: Event?
    private var quietTimer: Event?
    private var lookTimer: Event?

    /// Watches the source, from which the current site was loaded with that fingerprint. A wake of `reload` has it loaded
    /// at once.
    init(
        _ source: SiteSource, _ fingerprint: SiteFingerprint, on loop: EventLoop, publishingTo current: Current,
        logger: Logger, reload: Wakeup
    ) throws(LibeventError) {
        self.source = source
        self.fingerprint = fingerprint
        self.current = current
        self.logger = logger
        self.loop = loop
        reloadEvent = try reload.event(on: loop) { [unowned self] in load(onRequest: true) }
        watchDirectories()
        look()
    }

    private func noteChange() {
        let now = ContinuousClock.now
        let since = firstChange ?? now
        firstChange = since
        if quietTimer != nil, now - since > SiteWatcher.patience { return }
        quietTimer = try? Event(on: loop, .after(SiteWatcher.quiet)) { [unowned self] in load(onRequest: false) }
    }

    private func look() {
        let start = ContinuousClock.now
        // A lack of descriptors tells nothing of the site.
        if case .success(let found) = lookAtSite(), found != fingerprint { noteChange() }
        let interval = max(SiteWatcher.lookInterval, (.now - start) * SiteWatcher.lookShare)
        lookTimer = try? Event(on: loop, .after(interval)) { [unowned self] in look() }
    }
}

extension SiteWatcher {
    private func load(onRequest isRequested: Bool) {
        quietTimer = nil
        let loaded = Result { () throws(SiteError) in try source.load() }
        let found = try? loaded.get().fingerprint
        fingerprint = found ?? fingerprint
        watchDirectories()
        // From here on the kernel tells of changes.
        if case .success(let found) = lookAtSite() { fingerprint = found }
        let isOutOfPatience = firstChange.map { .now - $0 > SiteWatcher.patience } ?? false
        guard found == nil || fingerprint == found || isOutOfPatience else {
            noteChange()
            return
        }
        firstChange = nil
        switch loaded {
        case .success(let snapshot): publish(snapshot.site, always: isRequested)
        case .failure(let error): keepLast(because: error)
        }
    }

    private func lookAtSite() -> Result<SiteFingerprint?, SiteError> {
        Result { () throws(SiteError) in try source.fingerprint() }
    }

    private func publish(_ site: Site, always: Bool) {
        guard always || failure != nil || !site.isSame(as: current.state.site) else { return }
        current.replace(site: site)
        let again = failure == nil ? "" : ", which is good again"
        failure = nil
        logger.info("reloaded \(source.directory)\(again), resources: \(site.resources.count)")
    }

    private func keepLast(because error: SiteError) {
        guard error != failure else { return }
        failure = error
        logger.error("\(source.directory) cannot be served: \(error); the last good site is served on")
    }

    private func watchDirectories() {
        notificationEvent = nil
        notifications = nil
        do {
            let notifications = try DirectoryNotifications()
            try notifications.watch(source.place.parent, name: source.place.name)
            for directory in fingerprint?.directories ?? [] {
                try notifications.watch("\(source.directory)/\(directory)")
            }
            notificationEvent = try Event(on: loop, .readable(notifications.descriptor)) { [unowned self] in
                if notifications.read() { noteChange() }
            }
            self.notifications = notifications
        } catch {
            logger.debug("the kernel does not tell of all changes in \(source.directory): \(error)")
        }
    }
}
