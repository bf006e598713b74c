package import Foundation
internal import Glibc

/// A pipe for a command's standard output, which is read only on request.
package final class OutputPipe {
    /// The end for the command.
    package var writingEnd: FileHandle { pipe.fileHandleForWriting }
    private let pipe = Pipe()

    package init() {
        // Commands of other tests must not hold it open.
        for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
            _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    /// Fills the pipe, so that it accepts nothing more.
    package func fill() {
        let descriptor = writingEnd.fileDescriptor
        let bytes = [UInt8](repeating: 0, count: 4096)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        while write(descriptor, bytes, bytes.count) > 0 {}
        _ = fcntl(descriptor, F_SETFL, 0)
    }

    /// Closes the end of the reader.
    package func closeReadingEnd() throws {
        try pipe.fileHandleForReading.close()
    }

    /// Starts to read on a separate thread.
    package func startReading() -> OutputReader {
        let reader = OutputReader(pipe.fileHandleForReading)
        reader.start()
        return reader
    }
}
