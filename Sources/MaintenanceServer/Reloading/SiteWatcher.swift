internal import Glibc
internal import Libevent
internal import Logging
internal import MaintenanceSite
internal import System

/// Watches a site, or several in a directory, and loads what has changed.
///
/// 1. The kernel notifies of a change, or a look at the site finds one. The look is for file systems without notifications,
///    such as network file systems.
/// 2. Wait until the changed files are complete. Each file waits by itself, and delays no other file.
/// 3. Load what has changed, and keep the rest.
/// 4. Publish everything at once. A site that cannot be served keeps its last good state.
final class SiteWatcher {
    /// The interval of looks.
    private static let lookInterval = Duration.seconds(2)
    /// The pause after a load, as a multiple of its duration.
    private static let loadShare = 4
    /// How often a load is repeated because folders were replaced meanwhile.
    private static let mostTornLoads = 3
    /// The shortest time between two lines of the log about reloads.
    private static let logInterval = Duration.seconds(10)

    private let source: SiteSource
    private let current: LiveState
    private let logger: Logger
    private let serviceManager: ServiceManager?
    private let loop: EventLoop
    private let finisher: Finisher
    /// Whether the kernel notifies of changes.
    private let usesNotifications: Bool
    /// The result of the last load, whether it could be served or not.
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

    /// Watches the source that the current sites and the index were loaded from. A wake of `reload` loads everything as it is, changing
    /// or not, and the service manager is notified.
    init(
        _ source: SiteSource, _ index: SourceIndex, on loop: EventLoop, publishingTo current: LiveState,
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
        // On the loop, so that the first answers do not wait for it.
        lookTimer = try Event(on: loop, .after(.zero)) { [unowned self] in
            finishDocuments()
            watchDirectories()
            look()
        }
    }

    /// Finishes the documents of the current sites, on another thread.
    func finishDocuments() {
        finisher.finish(current.state.sites)
    }

    private func look() {
        // A changing file is loaded once it is complete, whether the kernel notifies of that or not.
        let isForgotten = index.hasChanging && changing.nextLoad == nil
        if isForgotten || siteLook.finds(changeIn: source, since: index) { changing.noteOther(at: .now) }
        scheduleLoad()
        lookTimer = try? Event(on: loop, .after(SiteWatcher.lookInterval)) { [unowned self] in look() }
    }

    private func scheduleLoad() {
        guard loadTimer == nil, let time = changing.nextLoad else { return }
        // A file may be closed, and so complete, sooner than it seems now.
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
            // Too few descriptors are left, which says nothing about the site.
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

    /// The service manager has to be notified of the end, whatever the result.
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
        let again = failure == nil ? "" : ", which can be served again"
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
        let hint = isDenied(because: error) ? " (the sandbox does not let the server read it)" : ""
        logger.error("\(printable("\(source)")) cannot be served: \(error)\(hint); the last good site is kept")
    }
}

extension SiteWatcher {
    /// Whether Landlock denies the directory, and not its mode, which is all that access(2) looks at.
    private func isDenied(because error: SiteError) -> Bool {
        guard case .unreadableDirectory(SystemError(code: EACCES)) = error, let directory = source.directory else {
            return false
        }
        return access(directory, R_OK | X_OK) == 0
    }

    /// Watches the folders that the last load found. Changes in new folders before they were watched are loaded soon.
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
