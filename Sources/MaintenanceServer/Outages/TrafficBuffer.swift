internal import HTTP
internal import Libevent

/// One worker's pages, until they are handed over: once a second, and not at all while there are none.
final class TrafficBuffer {
    private let loop: EventLoop
    private let queue: TrafficQueue
    private var traffic: PageTraffic?
    private var timer: Event?

    init(on loop: EventLoop, queue: TrafficQueue) {
        self.loop = loop
        self.queue = queue
    }

    deinit {
        handOver()
    }

    /// Counts a page that the client has asked for at that target, by a method that is safe or is not.
    func add(target: Span<UInt8>, isSafe: Bool, from client: Peer) {
        let now = ContinuousClock.now
        if traffic?.add(target: target, isSafe: isSafe, from: client, at: now) != nil { return }
        var begun = PageTraffic(at: now)
        begun.add(target: target, isSafe: isSafe, from: client, at: now)
        traffic = begun
        timer = try? Event(on: loop, .after(Outages.delay)) { [unowned self] in handOver() }
        // Without a timer nothing else would hand it over.
        if timer == nil { handOver() }
    }

    private func handOver() {
        guard let traffic else { return }
        self.traffic = nil
        queue.add(traffic)
    }
}
