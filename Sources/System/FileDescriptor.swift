internal import Glibc

/// An open file, closed when the last holder lets go of it.
package final class FileDescriptor: Sendable {
    /// Valid for as long as this object lives.
    package let rawValue: CInt
    /// What was taken of a budget for it.
    private let reservations: [Reservation]

    /// Takes over an open descriptor.
    package convenience init(owning rawValue: CInt) {
        self.init(owning: rawValue, holding: [])
    }

    init(owning rawValue: CInt, holding reservations: [Reservation]) {
        self.rawValue = rawValue
        self.reservations = reservations
    }

    deinit {
        close(rawValue)
    }

    /// Opens `name` in the directory `parent`, or from the working directory where there is none.
    convenience init(
        opening name: String, in parent: FileDescriptor? = nil, _ flags: CInt, holding reservations: [Reservation] = []
    ) throws(SystemError) {
        let descriptor = openat(parent?.rawValue ?? AT_FDCWD, name, flags | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        self.init(owning: descriptor, holding: reservations)
    }

    func status() throws(SystemError) -> FileStatus {
        var status = stat()
        guard fstat(rawValue, &status) == 0 else { throw .last }
        return FileStatus(status)
    }

    /// Reads from `offset` until the buffer is full or the file ends; returns the number of bytes.
    func read(into buffer: UnsafeMutableRawBufferPointer, from offset: Int) throws(SystemError) -> Int {
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
