/// Bytes at an address that stays the same, so that libevent can send them by reference, from any number of threads.
///
/// `@unchecked Sendable`: the memory is written by the initializer, before anybody else has the object, and freed by
/// the deinitializer, after everybody has let go of it. In between it is only read.
package final class Bytes: @unchecked Sendable {
    /// Valid for as long as this object lives.
    package let buffer: UnsafeRawBufferPointer
    /// What was taken of a budget for them.
    let reservations: [Reservation]

    /// Makes room for up to `capacity` bytes; `fill` writes them and returns how many they are.
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
