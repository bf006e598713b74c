package import Glibc

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

extension FileDescriptor {
    /// Makes a socket for addresses of the same family.
    package convenience init(
        socketFor address: SocketAddress, type: __socket_type = SOCK_STREAM, blocks: Bool = true
    ) throws(SystemError) {
        let flags = SOCK_CLOEXEC.rawValue | (blocks ? 0 : SOCK_NONBLOCK.rawValue)
        let descriptor = socket(address.domain, CInt(type.rawValue | flags), 0)
        guard descriptor >= 0 else { throw .last }
        self.init(owning: descriptor)
    }

    package func bind(to address: SocketAddress) throws(SystemError) {
        guard address.withPointer({ Glibc.bind(rawValue, $0, $1) }) == 0 else { throw .last }
    }

    /// Connects the socket. One that does not block throws EINPROGRESS while it is connecting.
    package func connect(to address: SocketAddress) throws(SystemError) {
        guard address.withPointer({ Glibc.connect(rawValue, $0, $1) }) == 0 else { throw .last }
    }

    /// Switches an option of the socket on.
    package func set(_ option: CInt, of level: CInt) throws(SystemError) {
        var on: CInt = 1
        guard setsockopt(rawValue, level, option, &on, socklen_t(MemoryLayout<CInt>.size)) == 0 else { throw .last }
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
