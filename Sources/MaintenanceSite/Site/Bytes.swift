internal import Glibc
package import System

/// Bytes at a constant address, so that any thread can send them by reference.
///
/// `@unchecked Sendable`: the initializer writes the memory before any other code has the object, and the deinitializer
/// frees it when no code has it any more. In between it is only read.
package final class Bytes: @unchecked Sendable {
    /// Valid for as long as this object lives.
    package let buffer: UnsafeRawBufferPointer
    /// The file in memory whose bytes these are; nil if they have memory of their own.
    package let file: MemoryFile?
    /// Their reservations of a budget.
    private let reservations: [Reservation]

    /// Allocates `capacity` bytes. `fill` writes them, and returns their number.
    init<Failure: Error>(
        capacity: Int, holding reservations: [Reservation] = [],
        fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        self.reservations = reservations
        file = nil
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
        memory.populate()
        do {
            buffer = UnsafeRawBufferPointer(rebasing: memory[..<(try fill(memory))])
        } catch {
            memory.deallocate()
            throw error
        }
    }

    /// The bytes of a file in memory.
    init(of file: MemoryFile, holding reservations: [Reservation]) {
        self.file = file
        buffer = file.bytes
        self.reservations = reservations
    }

    deinit {
        if file == nil { buffer.deallocate() }
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

    /// The size in bytes beyond which sending the pages of a file in memory is faster than copying to the socket.
    private static let largestCopied = 32 << 10

    /// Bytes that are part of a budget, in the form in which they are sent. Large ones become a file in memory, if a
    /// descriptor is left.
    func forSending(within budget: SiteBudget) -> Bytes {
        guard buffer.count > Bytes.largestCopied, let openFile = budget.takeOpenFile(for: .convenience),
            let file = try? MemoryFile(buffer)
        else { return self }
        return Bytes(of: file, holding: [openFile] + reservations)
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Makes the kernel provide the pages of memory that is about to be written, all at once. A page fault for each takes
    /// longer than the writing. Kernels before 5.14 cannot, and leave the faults.
    func populate() {
        let pageSize = sysconf(CInt(_SC_PAGESIZE))
        guard let baseAddress, count > pageSize else { return }
        let offset = Int(bitPattern: baseAddress) % pageSize
        _ = madvise(baseAddress - offset, offset + count, CInt(MADV_POPULATE_WRITE))
    }
}
