internal import Glibc
internal import Libevent
internal import Logging
internal import MaintenanceSite
internal import System

/// Watches a site, or several in a directory, and loads what has changed.
///
/// 1. The kernel tells of a change, or a look at the site does; the look is for file systems of which the kernel does not
///    tell, such as a network's.
/// 2. Wait until what has changed is at rest. Each file rests by itself: what is still being written holds up no other file.
/// 3. Load what has changed, and keep the rest as it is.
/// 4. Publish all of it at once. If it cannot be served, the last sites that could are served on; so is one of several.
final class SiteWatcher {
    /// The time between two looks.
    private static let lookInterval = Duration.seconds(2)
    /// How much longer than a load the time until the next one is.
    private static let loadShare = 4
    /// How often a load is done again because folders were replaced meanwhile.
    private static let mostTornLoads = 3
    /// How often a reload is worth a line of the log.
    private static let logInterval = Duration.seconds(10)

    private let source: SiteSource
    private let current: Current
    private let logger: Logger
    private let serviceManager: ServiceManager?
    private let loop: EventLoop
    private let finisher: Finisher
    /// Whether the kernel is asked to tell of changes.
    private let usesNotifications: Bool
    /// What was found by the last load, whether it could be served or not.
    private var index: SourceIndex
    private var changing = ChangingFiles()
    private var siteLook = SiteLook()
    /// Why the site cannot be served now.
    private var failure: SiteError?
    private var isRequested = false
    private var tornLoads = 0
    private var restUntil = ContinuousClock.now
    private var lastLine: ContinuousClock.Instant?
    private var notifications: DirectoryNotifications?
    private var watchedPlaces: Set<String> = []
    private var blindness: SystemError?
    private var reloadEvent: Event?
    private var notificationEvent: Event?
    private var loadTimer: Event?
    private var lookTimer: Event?

    /// Watches the source, of which the current sites and that index were loaded. A wake of `reload` has all of it loaded as it is,
    /// changing or not, which the service manager is told of.
    init(
        _ source: SiteSource, _ index: SourceIndex, on loop: EventLoop, publishingTo current: Current,
        logger: Logger, reload: Wakeup, serviceManager: ServiceManager?, usesNotifications: Bool
    ) throws(LibeventError) {
        self.serviceManager = serviceManager
        self.source = source
        self.index = index
        self.current = current
        self.logger = logger
        self.loop = loop
        self.usesNotifications = usesNotifications
        finisher = Finisher(source, logger: logger)
        reloadEvent = try reload.event(on: loop) { [unowned self] in
            isRequested = true
            serviceManager?.notify(.reloading)
            load(takingAll: true)
        }
        // On the loop, since nobody's answer has to wait for it.
        lookTimer = try Event(on: loop, .after(.zero)) { [unowned self] in
            finishDocuments()
            watchDirectories()
            look()
        }
    }

    /// Has what is still to be found out of the documents found out, on another thread.
    func finishDocuments() {
        finisher.finish(current.state.sites)
    }

    private func look() {
        // What changes is loaded when it is at rest, whether the kernel tells of that or not.
        let isForgotten = index.hasChanging && changing.nextLoad == nil
        if isForgotten || siteLook.finds(changeIn: source, since: index) { changing.noteOther(at: .now) }
        scheduleLoad()
        lookTimer = try? Event(on: loop, .after(SiteWatcher.lookInterval)) { [unowned self] in look() }
    }

    private func scheduleLoad() {
        guard loadTimer == nil, let time = changing.nextLoad else { return }
        // A file may be closed, and so at rest, sooner than it looks now.
        let delay = min(max(time, restUntil) - .now, ChangingFiles.quiet)
        loadTimer = try? Event(on: loop, .after(delay)) { [unowned self] in loadIfAtRest() }
    }

    private func loadIfAtRest() {
        loadTimer = nil
        if let time = changing.nextLoad, max(time, restUntil) <= .now {
            load(takingAll: false)
        } else {
            scheduleLoad()
        }
    }
}

extension SiteWatcher {
    private func load(takingAll: Bool) {
        let start = ContinuousClock.now
        var changing = takingAll ? nil : Optional(changing)
        let last = current.state.sites
        let result = Result { () throws(SiteError) in try source.reload(after: index, keeping: last, &changing) }
        self.changing = changing ?? ChangingFiles()
        defer {
            endRequest()
            scheduleLoad()
        }
        guard case .success(let reload) = result else {
            // There are too few descriptors, which tells nothing of the site.
            restUntil = .now + SiteWatcher.lookInterval
            return self.changing.noteOther(at: start)
        }
        restUntil = .now + (.now - start) * SiteWatcher.loadShare
        index = reload.index
        watchDirectories()
        if reload.isTorn, tornLoads < SiteWatcher.mostTornLoads, !isRequested {
            tornLoads += 1
            return self.changing.noteOther(at: .now)
        }
        tornLoads = 0
        switch reload.result {
        case .success(let sites): publish(sites)
        case .failure(let error): keepLast(because: error)
        }
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
        current.record.noteSuccess(sites)
        finishDocuments()
        let isWorthALine =
            isRequested || failure != nil || areUnusableNew
            || (lastLine.map { .now - $0 > SiteWatcher.logInterval } ?? true)
        if isWorthALine { lastLine = .now }
        let again = failure == nil ? "" : ", which is good again"
        failure = nil
        logger.log(
            level: isWorthALine ? .info : .debug, "reloaded \(printable("\(source)"))\(again), \(sites.summary)")
        if areOmissionsNew { logger.warn(of: sites.omissions) }
        if areUnusableNew || isRequested { logger.warn(of: sites.unusable) }
    }

    private func keepLast(because error: SiteError) {
        guard error != failure || isRequested else { return }
        current.record.noteFailure()
        failure = error
        logger.error("\(printable("\(source)")) cannot be served: \(error); the last good site is served on")
    }
}

extension SiteWatcher {
    /// Watches the folders that the last load has found. What has changed in new ones before they were watched is loaded soon.
    private func watchDirectories() {
        guard usesNotifications, let directory = source.directory else { return }
        let places = Set(index.places)
        let isFirst = notifications == nil
        let problem: SystemError?
        do throws(SystemError) {
            problem = try openNotifications().watch(
                contentsOf: Array(places), in: directory,
                names: DirectoryEntryPlace.all(onTheWayTo: directory))
        } catch {
            problem = error
        }
        if problem == nil, !isFirst, !places.isSubset(of: watchedPlaces) { changing.noteOther(at: .now) }
        watchedPlaces = places
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
            for change in opened.read() { changing.note(change, at: .now) }
            scheduleLoad()
        }
        notifications = opened
        return opened
    }
}
