internal import Libevent

/// Asks the workers to stop, from any thread. Asked again, they stop at once, whatever they are sending.
package struct Stopper: Sendable {
    /// By worker.
    let requests: [Wakeup]

    init(workers: Int) throws(LibeventError) {
        var requests: [Wakeup] = []
        for _ in 0..<workers { requests.append(try Wakeup()) }
        self.requests = requests
    }

    package func stop() {
        for request in requests { request.wake() }
    }
}
