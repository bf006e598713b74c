internal import Glibc

extension UnsafeMutableRawBufferPointer {
    /// Makes the kernel provide the pages of memory that is about to be written, all at once. A page fault for each takes
    /// longer than the writing. Kernels before 5.14 cannot, and leave the faults.
    package func populate() {
        let pageSize = sysconf(CInt(_SC_PAGESIZE))
        guard let baseAddress, count > pageSize else { return }
        let offset = Int(bitPattern: baseAddress) % pageSize
        _ = madvise(baseAddress - offset, offset + count, CInt(MADV_POPULATE_WRITE))
    }
}
