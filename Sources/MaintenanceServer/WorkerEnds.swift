internal import Libevent
internal import Synchronization

/// How the workers ended, told by their threads to the server's.
final class WorkerEnds: Sendable {
    /// Woken after each end.
    let wakeup: Wakeup
    private let ends = Mutex<[Result<Void, LibeventError>]>([])

    init() throws(LibeventError) {
        wakeup = try Wakeup()
    }

    /// Runs the worker, and notes how it ended.
    func noteEnd(of worker: Worker) {
        let end = Result { () throws(LibeventError) in try worker.run() }
        ends.withLock { $0.append(end) }
        wakeup.wake()
    }

    var count: Int { ends.withLock { $0.count } }

    /// What ended a worker that was not asked to stop.
    var failure: LibeventError? {
        ends.withLock { ends in
            ends.lazy.compactMap { if case .failure(let error) = $0 { error } else { nil } }.first
        }
    }
}
