internal import Glibc
internal import Logging
internal import MaintenanceSite
internal import Synchronization
internal import System

/// Makes the parts of documents that are not needed at first, such as gzip copies, on a background thread. The thread
/// ends when nothing is left to make.
///
/// The entity tags of large files come last, because they take long. Newer sites interrupt them.
final class BackgroundFinisher: Sendable {
    private struct State {
        /// Sites whose documents are not finished.
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

    /// Finishes all documents of the sites, which have replaced others.
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
        // The priority of this thread only (setpriority(2)), so that answers to visitors come first.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        let finisher = DocumentFinisher(source)
        var sites = next()
        while let current = sites {
            sites = finish(current, with: finisher) ?? next()
        }
        // Above all zlib's, because the server may be idle from now on.
        releaseUnusedMemory()
    }

    /// Finishes the documents. Returns newer sites that have arrived in the meantime, with some documents already
    /// finished.
    private func finish(_ sites: Sites, with finisher: DocumentFinisher) -> Sites? {
        var new = finishQuickly(sites, with: finisher)
        if new != nil { return new }
        for document in sites.unfinishedDocuments {
            finisher.finish(document) {
                while let newer = takeNew() { new = finishQuickly(newer, with: finisher) ?? newer }
            }
            if new != nil { return new }
        }
        return nil
    }

    /// Finishes the documents that do not take long. Returns newer sites that have arrived in the meantime.
    private func finishQuickly(_ sites: Sites, with finisher: DocumentFinisher) -> Sites? {
        for document in sites.unfinishedDocuments where !document.isSlowToFinish {
            finisher.finish(document)
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
