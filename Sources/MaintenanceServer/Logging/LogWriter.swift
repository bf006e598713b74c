internal import Glibc
internal import Libevent

/// Writes a log, on a thread of its own, whose writes may block: what others share of a descriptor, such as
/// O_NONBLOCK, is left as it is.
final class LogWriter {
    private let queue: LogQueue
    private let descriptor: CInt
    private let onReport: (LogStream.Report) -> Void
    private let loop: EventLoop
    private var wakeEvent: Event?
    /// Whether the last write failed.
    private var isFailing = false
    /// Whether the last byte written is not the end of a line.
    private var isWithinLine = false

    /// Writes what is in the queue to a descriptor, which has to stay open.
    init(_ queue: LogQueue, to descriptor: CInt, onReport: @escaping (LogStream.Report) -> Void) throws(LibeventError) {
        self.queue = queue
        self.descriptor = descriptor
        self.onReport = onReport
        loop = try EventLoop()
        wakeEvent = try queue.wakeup.event(on: loop) { [unowned self] in writeAll() }
    }

    /// Writes until the queue is finished.
    func run() {
        do {
            try loop.run()
        } catch {
            onReport(.ended("\(error)"))
        }
    }

    private func writeAll() {
        // Asked first: nothing is added after it, and there is another wake.
        let isFinished = queue.isFinished
        writeQueue()
        // Lines are lost until the writer has caught up, which ends the episode.
        if !isFailing || isFinished {
            tellOfLostLines()
            // Who is told may write that in this very log.
            writeQueue()
        }
        if isFinished { loop.stop() }
    }

    private func writeQueue() {
        while let batch = queue.first { queue.removeFirst(lostLines: write(batch[...])) }
    }

    /// Writes what it can, and returns how many lines are lost.
    private func write(_ batch: ArraySlice<UInt8>) -> Int {
        var rest = batch
        if isWithinLine { rest = [UInt8(ascii: "\n")] + rest }
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                isWithinLine = rest[rest.startIndex + count - 1] != UInt8(ascii: "\n")
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EAGAIN {
                waitUntilWritable()
            } else if count == 0 || errno != EINTR {
                fail(because: errno)
                return min(rest.lineCount, batch.lineCount)
            }
        }
        isFailing = false
        return 0
    }

    /// Whoever shares the descriptor may have made it non-blocking.
    private func waitUntilWritable() {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
    }

    private func fail(because code: CInt) {
        guard !isFailing else { return }
        isFailing = true
        onReport(.failed(String(cString: strerror(code))))
    }

    private func tellOfLostLines() {
        let lines = queue.takeLostLines()
        if lines > 0 { onReport(.lost(lines: lines)) }
    }
}
