import Glibc
import Testing

@testable import MaintenanceSite

@Suite struct BytesTests {
    private static let pageSize = sysconf(CInt(_SC_PAGESIZE))

    /// A kernel before 5.14 would not provide the pages.
    @Test func allPagesAreThereBeforeTheyAreWritten() throws {
        let size = 16 * BytesTests.pageSize
        let address = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        let start = try #require(address != MAP_FAILED ? address : nil)
        defer { munmap(start, size) }
        #expect(pages(from: start, size).allSatisfy { !$0 })
        // From the middle of the first page to the middle of the last one but one.
        let middle = start + BytesTests.pageSize / 2
        UnsafeMutableRawBufferPointer(start: middle, count: 14 * BytesTests.pageSize).populate()
        #expect(pages(from: start, size) == Array(repeating: true, count: 15) + [false])
    }

    @Test func noPageIsProvidedForNoBytes() {
        UnsafeMutableRawBufferPointer(start: nil, count: 0).populate()
    }

    /// Whether each page is in memory.
    private func pages(from start: UnsafeMutableRawPointer, _ size: Int) -> [Bool] {
        var states = [UInt8](repeating: 0, count: size / BytesTests.pageSize)
        #expect(mincore(start, size, &states) == 0)
        return states.map { $0 & 1 == 1 }
    }
}
