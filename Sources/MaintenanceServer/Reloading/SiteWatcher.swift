internal import Glibc
internal import HTTP
internal import Libevent
internal import Logging
internal import MaintenanceSite
internal import System

/// Watches a site, or several in a directory, and loads changes.
///
/// 1. The kernel notifies of a change, or a poll finds one. Polling is for file systems without notifications, such as
///    network file systems.
/// 2. Wait until the changed files are complete. Each file waits separately, and delays no other file.
/// 3. Load the changes, and keep the rest.
/// 4. Publish everything at once. A site that cannot be served keeps its last good state.
final class SiteWatcher {
    /// The interval between polls.
    private static let pollInterval = Duration.seconds(2)
    /// The pause after a load, as a multiple of the CPU time that it took. Not of its duration, which would make edits
    /// late on a busy host.
    private static let pauseFactor = 2
    /// How often a load is repeated because folders were replaced during it.
    private static let maxTornLoads = 3
    /// The shortest time between two log lines about reloads.
    private static let logInterval = Duration.seconds(10)

    private let source: SiteSource
    private let current: LiveState
    private let logger: Logger
    private let serviceManager: ServiceManager?
    private let loop: EventLoop
    private let finisher: BackgroundFinisher
    /// Whether the kernel notifies of changes.
    private let usesNotifications: Bool
    /// The index of the last load, whether it could be served or not.
    private var index: SourceIndex
    private var changing = ChangingFiles()
    private var poller = SitePoller()
    /// Why the site cannot be served now.
    private var failure: SiteError?
    private var isRequested = false
    /// Whether the last site may have been released since the last poll.
    private var hasReplacedSite = false
    private var tornLoads = 0
    private var pauseEnd = MonotonicTime.now
    private var lastLogTime: MonotonicTime?
    private var notifications: DirectoryNotifications?
    private var watchedFolders: Set<String> = []
    private var notificationProblem: SystemError?
    private var reloadEvent: Event?
    private var notificationEvent: Event?
    private var loadTimer: Event?
    private var pollTimer: Event?

    /// Watches the source of the current sites and the index. A wake of `reload` loads all files, even changing ones,
    /// and notifies the service manager.
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
        finisher = BackgroundFinisher(source, logger: logger)
        reloadEvent = try reload.event(on: loop) { [unowned self] in
            isRequested = true
            serviceManager?.notify(.reloading)
            load(takingAll: true)
        }
        // On the loop, so that it does not delay the first answers.
        pollTimer = try Event(on: loop, .after(.zero)) { [unowned self] in
            // Before the finisher competes for the CPU.
            watchDirectories()
            poll()
            finishDocuments()
        }
    }

    /// Finishes the documents of the current sites, on another thread.
    func finishDocuments() {
        finisher.finish(current.state.sites)
    }

    private func poll() {
        if hasReplacedSite { releaseUnusedMemory() }
        hasReplacedSite = false
        // A changing file is loaded once it is complete, even without a notification of that.
        let isForgotten = index.hasChanging && changing.nextLoad == nil
        if isForgotten || poller.findsChange(in: source, since: index) { changing.noteOther(at: .now) }
        scheduleLoad()
        pollTimer = try? Event(on: loop, .after(SiteWatcher.pollInterval)) { [unowned self] in poll() }
    }

    private func scheduleLoad() {
        guard loadTimer == nil, let time = changing.nextLoad else { return }
        // A file may be closed, and so be complete, earlier than expected now.
        let delay = min(max(time, pauseEnd) - .now, ChangingFiles.quiet)
        loadTimer = try? Event(on: loop, .after(delay)) { [unowned self] in loadIfComplete() }
    }

    private func loadIfComplete() {
        loadTimer = nil
        if let time = changing.nextLoad, max(time, pauseEnd) <= .now {
            load(takingAll: false)
        } else {
            scheduleLoad()
        }
    }
}

extension SiteWatcher {
    private func load(takingAll: Bool) {
        let start = MonotonicTime.now
        let cpuTime = Thread.cpuTime
        var changing = takingAll ? nil : Optional(changing)
        let last = current.state.sites
        let result = Result { () throws(SiteError) in try source.reload(after: index, keeping: last, &changing) }
        self.changing = changing ?? ChangingFiles()
        defer {
            endRequest()
            scheduleLoad()
        }
        guard case .success(let reload) = result else {
            // A lack of descriptors says nothing about the site.
            pauseEnd = .now + SiteWatcher.pollInterval
            return self.changing.noteOther(at: start)
        }
        pauseEnd = .now + (Thread.cpuTime - cpuTime) * SiteWatcher.pauseFactor
        index = reload.index
        watchDirectories()
        if reload.isTorn, tornLoads < SiteWatcher.maxTornLoads, !isRequested {
            tornLoads += 1
            return self.changing.noteOther(at: .now)
        }
        tornLoads = 0
        switch reload.result {
        case .success(let sites): publish(sites)
        case .failure(let error): keepLast(because: error)
        }
    }

    /// The service manager is notified of the end, whatever the result.
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
        hasReplacedSite = true
        current.loads.countSuccess(sites)
        finishDocuments()
        let isLogged =
            isRequested || failure != nil || areUnusableNew
            || (lastLogTime.map { .now - $0 > SiteWatcher.logInterval } ?? true)
        if isLogged { lastLogTime = .now }
        let again = failure == nil ? "" : ", which can be served again"
        failure = nil
        logger.log(
            level: isLogged ? .info : .debug, "reloaded \(printable("\(source)"))\(again), \(sites.summary)")
        if areOmissionsNew { logger.warn(of: sites.omissions) }
        if areUnusableNew || isRequested { logger.warn(of: sites.unusable) }
    }

    private func keepLast(because error: SiteError) {
        guard error != failure || isRequested else { return }
        current.loads.countFailure()
        failure = error
        let hint = isDenied(because: error) ? " (the sandbox does not let the server read it)" : ""
        logger.error("\(printable("\(source)")) cannot be served: \(error)\(hint); the last good site is kept")
    }
}

extension SiteWatcher {
    /// Whether Landlock denies access to the directory. access(2) goes only by the mode of the directory.
    private func isDenied(because error: SiteError) -> Bool {
        guard case .unreadableDirectory(SystemError(code: EACCES)) = error, let directory = source.directory else {
            return false
        }
        return access(directory, R_OK | X_OK) == 0
    }

    /// Watches the folders that the last load found. Changes in folders before they were watched are loaded soon after.
    private func watchDirectories() {
        guard usesNotifications, let directory = source.directory else { return }
        let folders = Set(index.watchedFolders)
        let problem: SystemError?
        do throws(SystemError) {
            problem = try openNotifications().watch(
                contentsOf: Array(folders), in: directory,
                names: DirectoryEntry.all(onPathTo: directory))
        } catch {
            problem = error
        }
        if problem == nil, !folders.isSubset(of: watchedFolders) { changing.noteOther(at: .now) }
        watchedFolders = folders
        if let problem, problem != notificationProblem {
            logger.warning(
                "changes are found within seconds, not immediately: inotify: \(problem) (see the sysctl limits fs.inotify.*)"
            )
        }
        notificationProblem = problem
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
