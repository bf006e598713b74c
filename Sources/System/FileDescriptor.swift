internal import Glibc

/// An open file descriptor. It is closed when its last reference is released.
package final class FileDescriptor: Sendable {
    /// Valid for as long as this object lives.
    package let rawValue: CInt
    /// Objects that are released after the descriptor is closed, such as a reservation of a budget.
    private let retained: [any Sendable]

    /// Takes over an open descriptor.
    package init(owning rawValue: CInt, retaining retained: [any Sendable] = []) {
        self.rawValue = rawValue
        self.retained = retained
    }

    deinit {
        close(rawValue)
    }

    /// Opens `name` in the directory `parent`, or in the working directory.
    package convenience init(
        opening name: String, in parent: FileDescriptor? = nil, _ flags: CInt, retaining retained: [any Sendable] = []
    ) throws(SystemError) {
        let descriptor = openat(parent?.rawValue ?? AT_FDCWD, name, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        self.init(owning: descriptor, retaining: retained)
    }

    package func status() throws(SystemError) -> FileStatus {
        var status = stat()
        guard fstat(rawValue, &status) == 0 else { throw .last }
        return FileStatus(status)
    }

    /// Reads from `offset` until the buffer is full or the file ends; returns the number of bytes.
    package func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(SystemError) -> Int {
        var count = 0
        while count < buffer.count {
            let result = pread(rawValue, buffer.baseAddress?.advanced(by: count), buffer.count - count, offset + count)
            if result == 0 { break }
            if result > 0 {
                count += result
            } else if errno != EINTR {
                throw .last
            }
        }
        return count
    }
}

/// The failure of a system call.
package struct SystemError: Error, Hashable, Sendable {
    /// The `errno`.
    package let code: CInt

    /// The calling thread's `errno`.
    package static var last: SystemError { SystemError(code: errno) }

    package init(code: CInt) {
        self.code = code
    }

    /// Whether the process or the system has no descriptor left.
    package var isOutOfDescriptors: Bool { code == EMFILE || code == ENFILE }
}

extension SystemError: CustomStringConvertible {
    package var description: String { String(cString: strerror(code)) }
}

/// Standard input, output and error.
package enum StandardDescriptors {
    /// Opens /dev/null for those that are closed. If a connection became descriptor 2, its visitor would get the log.
    package static func fill() {
        while true {
            let descriptor = open("/dev/null", O_RDWR)
            guard (0...STDERR_FILENO).contains(descriptor) else {
                if descriptor >= 0 { close(descriptor) }
                return
            }
        }
    }
}
