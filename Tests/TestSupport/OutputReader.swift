internal import Foundation
internal import Synchronization

/// Reads a process's output on a separate thread.
package final class OutputReader: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var isAtEnd = false
    }

    private let input: FileHandle
    private let state = Mutex(State())
    private let changed = DispatchSemaphore(value: 0)

    init(_ input: FileHandle) {
        self.input = input
    }

    /// Starts to read. The process must have inherited its end of the pipe.
    func start() {
        Thread.detachNewThread { [self] in
            while true {
                let data = input.availableData
                state.withLock {
                    $0.bytes += data
                    $0.isAtEnd = data.isEmpty
                }
                changed.signal()
                if data.isEmpty { return }
            }
        }
    }

    /// The output so far.
    package var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    /// Waits up to 20 seconds for a complete line that contains the text; nil if no such line arrives.
    func firstLine(containing text: String) -> String? {
        let deadline = DispatchTime.now() + .seconds(20)
        while true {
            let (lines, isAtEnd) = state.withLock { state in
                (String(decoding: state.bytes, as: UTF8.self).components(separatedBy: "\n"), state.isAtEnd)
            }
            if let line = lines.dropLast().first(where: { $0.contains(text) }) { return line }
            if isAtEnd || changed.wait(timeout: deadline) == .timedOut { return nil }
        }
    }

    /// Waits for the end of the output and returns all of it.
    package func waitForEnd() -> String {
        while !state.withLock({ $0.isAtEnd }) { changed.wait() }
        return text
    }
}
