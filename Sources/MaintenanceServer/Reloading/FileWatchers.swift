internal import Libevent
internal import Logging
internal import MaintenanceSite

/// The watchers of the site and of the state, on a separate loop.
final class FileWatchers {
    private let loop: EventLoop
    private let site: SiteWatcher
    private let state: StateWatcher
    private let stopEvent: Event
    private let logger: Logger

    /// Keeps `current` up to date, whose sites were loaded with the index. A wake of `reload` loads the sites at once,
    /// and a wake of `stop` ends `run()`.
    init(
        _ source: SiteSource, _ index: SourceIndex, _ configuration: Configuration,
        publishingTo current: LiveState, logger: Logger, reload: Wakeup, stop: Wakeup
    ) throws(LibeventError) {
        let loop = try EventLoop()
        self.loop = loop
        self.logger = logger
        stopEvent = try stop.event(on: loop) { loop.stop() }
        site = try SiteWatcher(
            source, index, on: loop, publishingTo: current, logger: logger, reload: reload,
            serviceManager: configuration.serviceManager, usesNotifications: configuration.usesNotifications)
        state = try StateWatcher(configuration, on: loop, publishingTo: current, logger: logger) { [site] in
            site.finishDocuments()
        }
    }

    /// Watches until a wake of `stop`.
    func run() {
        do {
            try loop.run()
        } catch {
            logger.error("changes on disk are no longer noticed: \(error)")
        }
    }
}
