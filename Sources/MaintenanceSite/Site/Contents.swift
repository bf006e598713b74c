internal import CLinux
internal import Glibc

extension Contents {
    /// Bytes; from here on sendfile(2) from a file in memory is faster than copying to the socket.
    private static let largestCopied = 64 << 10

    /// Bytes in memory, for which memory has been taken: as they are, or as a file in memory where they are large and a
    /// descriptor is left.
    init(_ bytes: Bytes, within budget: SiteBudget) {
        if bytes.buffer.count > Contents.largestCopied, let openFile = budget.takeOpenFile(for: .convenience),
            let file = try? FileDescriptor(inMemory: bytes.buffer, holding: [openFile] + bytes.reservations)
        {
            self = .file(file, length: bytes.buffer.count)
        } else {
            self = .memory(bytes)
        }
    }
}

extension FileDescriptor {
    private static let seals =
        CLINUX_F_SEAL_SEAL | CLINUX_F_SEAL_SHRINK | CLINUX_F_SEAL_GROW | CLINUX_F_SEAL_WRITE

    /// A file in memory with those contents, which nobody can change any more.
    fileprivate convenience init(
        inMemory bytes: UnsafeRawBufferPointer, holding reservations: [Reservation]
    ) throws(SystemError) {
        let descriptor = memfd_create("site", UInt32(CLINUX_MFD_CLOEXEC | CLINUX_MFD_ALLOW_SEALING))
        guard descriptor >= 0 else { throw .last }
        self.init(owning: descriptor, holding: reservations)
        var rest = bytes
        while !rest.isEmpty {
            let count = write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno != EINTR { throw .last }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(0, count)))
        }
        guard fcntl(descriptor, CInt(CLINUX_F_ADD_SEALS), CInt(FileDescriptor.seals)) == 0 else { throw .last }
    }
}
