internal import Glibc
package import HTTP
internal import Libevent
internal import Logging

/// The access log on standard output.
final class AccessLog {
    /// The most bytes that wait for a slow reader.
    private static let capacity = 1 << 20

    private let stream: LogStream
    private let logger: Logger

    /// Starts the thread that writes the log.
    init(logger: Logger) throws {
        self.logger = logger
        stream = try LogStream(to: STDOUT_FILENO, capacity: AccessLog.capacity) { report, _ in
            switch report {
            case .failed(let reason): logger.warning("the access log cannot be written, and lines are lost: \(reason)")
            case .lost(let lines): logger.warning("lost lines of the access log: \(lines)")
            case .ended(let reason): logger.error("the access log is no longer written: \(reason)")
            }
        }
        try stream.start()
    }

    /// The queue of the workers' lines.
    var queue: LogQueue { stream.queue }

    /// Writes the queued lines. Runs the loop until they are written, or until the time limit. To be called once, after
    /// the workers have ended.
    func finish(within limit: Duration, on loop: EventLoop) throws(LibeventError) {
        let lost = try stream.finish(within: limit, on: loop)
        if lost > 0 { logger.warning("lost lines of the access log, at most: \(lost)") }
    }
}

/// The lines of one worker, which are handed over to the log in batches.
final class AccessLogBuffer {
    /// The size in bytes at which a batch is handed over.
    private static let size = 64 << 10
    private static let interval = Duration.milliseconds(100)

    private let loop: EventLoop
    private let queue: LogQueue
    private let logsHealth: Bool
    private let trustedProxies: TrustedProxies
    private let append: AccessLogFormat.Appender
    private var bytes: [UInt8] = []
    /// The size of the last batch, which is reserved for the next one.
    private var lastSize = 0
    private var timer: Event?

    /// Makes the buffer of a worker; nil without an access log.
    init?(on loop: EventLoop, _ configuration: Configuration, queue: LogQueue) {
        guard let append = configuration.accessLog.appender() else { return nil }
        self.append = append
        self.loop = loop
        self.queue = queue
        logsHealth = configuration.logsHealth
        trustedProxies = configuration.trustedProxies
    }

    deinit {
        handOver()
    }

    /// Adds a line for the exchange, unless it is a health check that is not logged. It never blocks.
    func add(_ exchange: Exchange) {
        guard logsHealth || !exchange.isHealthCheck else { return }
        if bytes.isEmpty {
            bytes.reserveCapacity(lastSize)
            timer = try? Event(on: loop, .after(AccessLogBuffer.interval)) { [unowned self] in handOver() }
        }
        let client = trustedProxies.client(of: exchange.request, from: exchange.peer)
        append(AccessLogLine(exchange, from: client, at: .now), &bytes)
        // Without a timer nothing would hand the line over later.
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
    /// Whether this is a health check like that of HAProxy's `option httpchk`. A preflight and a malformed request have
    /// other statuses.
    fileprivate var isHealthCheck: Bool {
        request.head?.method == .options && status == Status.ok.rawValue
    }
}

/// A line of the access log. Texts from the client are the bytes that it sent; nil if it sent none.
package struct AccessLogLine {
    /// When the reply was sent or aborted.
    package var time: LogTime
    package var client: Peer
    package var method: ArraySlice<UInt8>?
    /// The request target.
    package var target: ArraySlice<UInt8>?
    package var version: RequestHead.Version?
    package var status: Int
    /// The number of bytes of the body that were sent.
    package var bodySize: Int
    package var duration: Duration
    package var userAgent: ArraySlice<UInt8>?
    package var referer: ArraySlice<UInt8>?
    package var requestID: ArraySlice<UInt8>?

    /// Reads the received part of the request's head.
    package init(
        _ head: RequestHead?, from client: Peer, status: Int, bodySize: Int, duration: Duration, at time: LogTime
    ) {
        self.time = time
        self.client = client
        self.status = status
        self.bodySize = bodySize
        self.duration = duration
        // The head is unwrapped once, because each copy counts references.
        guard let head else { return }
        method = head.methodName
        target = head.targetBytes
        version = head.version
        userAgent = head.firstValue(of: .userAgent)
        referer = head.firstValue(of: .referer)
        requestID = head.firstValue(of: .xRequestID)
    }
}

extension AccessLogLine {
    init(_ exchange: Exchange, from client: Peer, at time: LogTime) {
        self.init(
            exchange.request.head, from: client, status: exchange.status, bodySize: exchange.bodySize,
            duration: exchange.duration, at: time)
    }
}
