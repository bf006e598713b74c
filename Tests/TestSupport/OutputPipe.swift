package import Foundation
internal import Glibc

/// A pipe for a command's standard output, read only when asked.
package final class OutputPipe {
    /// What the command gets.
    package var writingEnd: FileHandle { pipe.fileHandleForWriting }
    private let pipe = Pipe()

    package init() {
        // Commands of other tests must not hold it open.
        for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
            _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    /// Fills it, so that it takes nothing.
    package func fill() {
        let descriptor = writingEnd.fileDescriptor
        let bytes = [UInt8](repeating: 0, count: 4096)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        while write(descriptor, bytes, bytes.count) > 0 {}
        _ = fcntl(descriptor, F_SETFL, 0)
    }

    /// Goes away as a reader.
    package func closeReadingEnd() throws {
        try pipe.fileHandleForReading.close()
    }

    /// Starts to read, on a thread of its own.
    package func startReading() -> OutputReader {
        let reader = OutputReader(pipe.fileHandleForReading)
        reader.start()
        return reader
    }
}
