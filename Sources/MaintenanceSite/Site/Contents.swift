internal import CLinux
internal import Glibc
package import System

/// The bytes of a file.
package enum Contents: Sendable {
    /// In memory.
    case memory(Bytes)
    /// In an open file of that length: the file of the site, or a copy of it in memory (memfd_create(2)). The kernel
    /// sends both without copying.
    case file(FileDescriptor, length: Int)

    /// The number of bytes.
    package var count: Int {
        switch self {
        case .memory(let bytes): bytes.buffer.count
        case .file(_, let length): length
        }
    }
}

extension Contents {
    /// All bytes, which are read if they are in a file.
    package func bytes() throws(SystemError) -> [UInt8] { try prefix(count) }

    /// The first bytes, up to a count.
    func prefix(_ count: Int) throws(SystemError) -> [UInt8] {
        switch self {
        case .memory(let bytes):
            return withExtendedLifetime(bytes) { Array(bytes.buffer.prefix(count)) }
        case .file(let file, let length):
            let bytes = try Bytes(capacity: min(count, length)) { memory throws(SystemError) in
                try file.read(into: memory, from: 0)
            }
            return withExtendedLifetime(bytes) { Array(bytes.buffer) }
        }
    }
}

/// Bytes at a constant address, so that any thread can send them by reference.
///
/// `@unchecked Sendable`: the initializer writes the memory before any other code has the object, and the deinitializer
/// frees it when no code has it any more. In between it is only read.
package final class Bytes: @unchecked Sendable {
    /// Valid for as long as this object lives.
    package let buffer: UnsafeRawBufferPointer
    /// Their reservations of a budget.
    let reservations: [Reservation]

    /// Allocates `capacity` bytes. `fill` writes them, and returns their number.
    init<Failure: Error>(
        capacity: Int, holding reservations: [Reservation] = [],
        fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        self.reservations = reservations
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
        do {
            buffer = UnsafeRawBufferPointer(rebasing: memory[..<(try fill(memory))])
        } catch {
            memory.deallocate()
            throw error
        }
    }

    deinit {
        buffer.deallocate()
    }
}

extension Bytes {
    convenience init(_ bytes: some Collection<UInt8>) {
        self.init(capacity: bytes.count) { memory in
            memory.copyBytes(from: bytes)
            return bytes.count
        }
    }

    /// The text in UTF-8.
    package convenience init(_ text: String) {
        self.init(text.utf8)
    }
}

extension Contents {
    /// The size in bytes beyond which sendfile(2) from a file in memory is faster than copying to the socket.
    private static let largestCopied = 64 << 10

    /// Bytes in memory that are part of a budget. Large ones become a file in memory, if a descriptor is left.
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

    /// Creates a file in memory with these contents, sealed against changes.
    fileprivate convenience init(
        inMemory bytes: UnsafeRawBufferPointer, holding reservations: [Reservation]
    ) throws(SystemError) {
        try self.init(inMemoryHolding: reservations)
        try writeAll(bytes)
        try seal()
    }

    /// Creates a file in memory with the first bytes of another, sealed against changes. If the other file is shorter, so is the
    /// copy.
    convenience init(
        copying file: FileDescriptor, _ size: Int, holding reservations: [Reservation]
    ) throws(SystemError) {
        try self.init(inMemoryHolding: reservations)
        var offset = 0
        while offset < size {
            let count = sendfile(rawValue, file.rawValue, &offset, size - offset)
            if count == 0 { break }
            guard count > 0 || errno == EINTR else { throw .last }
        }
        try seal()
    }

    private convenience init(inMemoryHolding reservations: [Reservation]) throws(SystemError) {
        let descriptor = memfd_create("site", UInt32(CLINUX_MFD_CLOEXEC | CLINUX_MFD_ALLOW_SEALING))
        guard descriptor >= 0 else { throw .last }
        self.init(owning: descriptor, retaining: reservations)
    }

    private func seal() throws(SystemError) {
        guard fcntl(rawValue, CInt(CLINUX_F_ADD_SEALS), CInt(FileDescriptor.seals)) == 0 else { throw .last }
    }
}
