internal import Glibc
internal import Logging
internal import MaintenanceSite
internal import Synchronization
internal import System

/// Finds out what documents are served without at first, such as their gzip copies, on a thread that lives for as long as there
/// is something to find.
///
/// What takes long, the entity tags of large files, comes last. New sites are taken up meanwhile.
final class Finisher: Sendable {
    private struct State {
        /// Sites that nobody has looked through yet.
        var new: Sites?
        var isRunning = false
    }

    private let source: SiteSource
    private let logger: Logger
    private let state = Mutex(State())

    init(_ source: SiteSource, logger: Logger) {
        self.source = source
        self.logger = logger
    }

    /// Finishes all documents of the sites, which have taken the place of others.
    func finish(_ sites: Sites) {
        let isRunning = state.withLock { state in
            state.new = sites
            defer { state.isRunning = true }
            return state.isRunning
        }
        if isRunning { return }
        do throws(SystemError) {
            _ = try Thread { [self] in run() }
        } catch {
            state.withLock { $0.isRunning = false }
            logger.warning("files are sent uncompressed, and large ones without ETag: no thread: \(error)")
        }
    }

    private func run() {
        // Of this thread alone (setpriority(2)): visitors come first.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        let finishing = Finishing(source)
        var sites = next()
        while let current = sites {
            sites = finish(current, with: finishing) ?? next()
        }
    }

    /// Finishes the documents. Returns the sites that have come meanwhile, of which some documents are finished.
    private func finish(_ sites: Sites, with finishing: Finishing) -> Sites? {
        var new = finishQuickly(sites, with: finishing)
        if new != nil { return new }
        for document in sites.unfinishedDocuments {
            finishing.finish(document) {
                while let newer = takeNew() { new = finishQuickly(newer, with: finishing) ?? newer }
            }
            if new != nil { return new }
        }
        return nil
    }

    /// Finishes what does not take long. Returns sites that have come meanwhile.
    private func finishQuickly(_ sites: Sites, with finishing: Finishing) -> Sites? {
        for document in sites.unfinishedDocuments where !document.isSlowToFinish {
            finishing.finish(document)
            if let new = takeNew() { return new }
        }
        return nil
    }

    private func takeNew() -> Sites? {
        state.withLock { state in
            defer { state.new = nil }
            return state.new
        }
    }

    /// The next sites; nil ends the thread.
    private func next() -> Sites? {
        state.withLock { state in
            defer { state.new = nil }
            state.isRunning = state.new != nil
            return state.new
        }
    }
}
