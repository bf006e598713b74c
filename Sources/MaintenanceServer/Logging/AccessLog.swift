internal import HTTP
internal import Libevent

/// One worker's lines of the access log, until there are enough of them to be handed over, or for a moment.
final class AccessLogBuffer {
    /// Bytes that are enough.
    private static let size = 64 << 10
    private static let interval = Duration.milliseconds(100)

    private let loop: EventLoop
    private let queue: LogQueue
    private let logsHealth: Bool
    private let trustedProxies: TrustedProxies
    private let format: (AccessLogLine, inout [UInt8]) -> Void
    private var bytes: [UInt8] = []
    /// Bytes of the last batch: so many are allocated at once for the next.
    private var lastSize = 0
    private var timer: Event?

    /// Makes the buffer of the loop's worker; nil where there is to be no access log.
    init?(on loop: EventLoop, _ configuration: Configuration, queue: LogQueue) {
        switch configuration.accessLog {
        case .off: return nil
        case .combined:
            var combined = CombinedFormat()
            self.format = { combined.append($0, to: &$1) }
        case .json:
            var json = JSONFormat()
            self.format = { json.append($0, to: &$1) }
        }
        self.loop = loop
        self.queue = queue
        logsHealth = configuration.logsHealth
        trustedProxies = configuration.trustedProxies
    }

    deinit {
        handOver()
    }

    /// Adds a line for the exchange, unless it is a health check that is to be left out. It never blocks.
    func add(_ exchange: Exchange) {
        guard logsHealth || !exchange.isHealthCheck else { return }
        if bytes.isEmpty {
            bytes.reserveCapacity(lastSize)
            timer = try? Event(on: loop, .after(AccessLogBuffer.interval)) { [unowned self] in handOver() }
        }
        format(AccessLogLine(exchange, from: trustedProxies.client(of: exchange), at: .now), &bytes)
        // Without a timer nothing else would hand it over.
        if bytes.count >= AccessLogBuffer.size || timer == nil { handOver() }
    }

    private func handOver() {
        guard !bytes.isEmpty else { return }
        lastSize = bytes.count
        queue.add(bytes)
        bytes = []
    }
}

extension Exchange {
    /// Whether HAProxy's `option httpchk` asks like this: a preflight gets another status, and so does what is malformed.
    fileprivate var isHealthCheck: Bool {
        request.head?.method == .options && status == Status.ok.rawValue
    }
}
