internal import Glibc
internal import Libevent
internal import Synchronization

/// Writes a log on a separate thread, whose writes may block. Flags that other processes share, such as O_NONBLOCK, are
/// not changed.
final class LogWriter {
    private let queue: LogQueue
    private let descriptor: CInt
    private let onReport: (LogStream.Report) -> Void
    private let loop: EventLoop
    private var wakeEvent: Event?
    /// Whether the last write failed.
    private var isFailing = false
    /// Whether the last written byte is within a line.
    private var isWithinLine = false

    /// Writes the queue to a descriptor, which has to stay open.
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
        // Read before the batch, because nothing is added after a finish, and the queue wakes the writer again.
        let isFinished = queue.isFinished
        writeQueue()
        // The loss is reported when the writer has caught up.
        if !isFailing || isFinished {
            reportLostLines()
            // The report may add a line to this log.
            writeQueue()
        }
        if isFinished { loop.stop() }
    }

    private func writeQueue() {
        while let batch = queue.first { queue.removeFirst(lostLines: write(batch[...])) }
    }

    /// Writes as much as possible, and returns how many lines are lost.
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

    /// Another process that shares the descriptor may have made it non-blocking.
    private func waitUntilWritable() {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
    }

    private func fail(because code: CInt) {
        guard !isFailing else { return }
        isFailing = true
        onReport(.failed(String(cString: strerror(code))))
    }

    private func reportLostLines() {
        let lines = queue.takeLostLines()
        if lines > 0 { onReport(.lost(lines: lines)) }
    }
}

/// The queue of lines for a writer. Lines that arrive while it is full are lost, and counted.
package final class LogQueue: Sendable {
    /// The numbers of written and of lost lines so far.
    typealias Lines = (written: Int, lost: Int)

    private struct State {
        /// Batches of complete lines. The writer may be writing the first one.
        var batches: [[UInt8]] = []
        var size = 0
        var lines: Lines = (written: 0, lost: 0)
        /// The number of lost lines that were reported.
        var reportedLines = 0
        var isFinished = false
    }

    /// The most bytes in the queue.
    private let capacity: Int
    /// The size in bytes up to which small batches are joined.
    private static let batchSize = 64 << 10

    /// Woken when there are lines to write, and when the queue is finished.
    let wakeup: Wakeup
    private let state = Mutex(State())

    init(capacity: Int) throws(LibeventError) {
        self.capacity = capacity
        wakeup = try Wakeup()
    }

    /// Adds complete lines, from any thread.
    package func add(_ batch: [UInt8]) {
        let isTaken = state.withLock { state in
            guard state.size + batch.count <= capacity else { return false }
            state.size += batch.count
            if state.batches.count > 1, state.batches[state.batches.count - 1].count < LogQueue.batchSize {
                state.batches[state.batches.count - 1] += batch
            } else {
                state.batches.append(batch)
            }
            return true
        }
        if isTaken {
            wakeup.wake()
        } else {
            let lines = batch[...].lineCount
            state.withLock { $0.lines.lost += lines }
        }
    }

    /// Declares that no more lines will be added.
    func finish() {
        state.withLock { $0.isFinished = true }
        wakeup.wake()
    }

    var isFinished: Bool { state.withLock { $0.isFinished } }

    /// The next batch to write; nil when everything is written.
    var first: [UInt8]? { state.withLock { $0.batches.first } }

    /// Removes the batch, and counts its lost lines.
    func removeFirst(lostLines: Int) {
        let batch = state.withLock { state in
            let batch = state.batches.removeFirst()
            state.size -= batch.count
            state.lines.lost += lostLines
            return batch
        }
        let lines = batch[...].lineCount
        state.withLock { $0.lines.written += lines - lostLines }
    }

    var lines: Lines { state.withLock { $0.lines } }

    /// The number of lines that were lost since the last call.
    func takeLostLines() -> Int {
        state.withLock { state in
            defer { state.reportedLines = state.lines.lost }
            return state.lines.lost - state.reportedLines
        }
    }

    /// The number of lost lines that were not reported yet, and of lines that are still in the queue.
    var unwrittenLines: Int {
        let (batches, lost) = state.withLock { ($0.batches, $0.lines.lost - $0.reportedLines) }
        return batches.reduce(lost) { $0 + $1[...].lineCount }
    }
}

extension ArraySlice<UInt8> {
    /// The number of line ends.
    var lineCount: Int {
        withUnsafeBytes { bytes in
            guard var rest = bytes.baseAddress else { return 0 }
            // Each search covers the rest of the buffer.
            let end = rest + bytes.count
            var count = 0
            while let found = memchr(rest, CInt(UInt8(ascii: "\n")), end - rest) {
                count += 1
                rest = UnsafeRawPointer(found) + 1
            }
            return count
        }
    }
}
