internal import Foundation
internal import Synchronization

/// Writes to two files of a directory, a piece every 20 ms: `growing.log`, which never ends, and `copy.bin`, as a slow copy does.
package final class SlowWriter: Sendable {
    private let copy: FileHandle
    private let log: FileHandle
    private let isOver = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)

    /// The copy has `size` bytes at first.
    package init(into directory: TemporaryDirectory, _ folder: String, size: Int = 0) throws {
        func file(_ name: String, _ data: Data) throws -> FileHandle {
            try directory.write(data, to: "\(folder)/\(name)")
            guard let file = FileHandle(forWritingAtPath: directory.path(of: "\(folder)/\(name)")) else {
                throw CocoaError(.fileWriteUnknown)
            }
            try file.seekToEnd()
            return file
        }
        log = try file("growing.log", Data())
        copy = try file("copy.bin", Data(count: size))
        Thread.detachNewThread { [self] in
            while !isOver.withLock({ $0 }) {
                log.write(Data("a line of the log\n".utf8))
                copy.write(Data(count: 4096))
                Thread.sleep(forTimeInterval: 0.02)
            }
            ended.signal()
        }
    }

    /// Ends both, and returns the size of the copy.
    package func finish() throws -> UInt64 {
        isOver.withLock { $0 = true }
        ended.wait()
        defer { try? copy.close() }
        return try copy.offset()
    }

    deinit {
        isOver.withLock { $0 = true }
    }
}
