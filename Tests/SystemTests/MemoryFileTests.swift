import Glibc
import TestSupport
import Testing

@testable import System

@Suite struct MemoryFileTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(["a": "0123456789"])
    }

    private func copy(_ size: Int) throws -> MemoryFile {
        try MemoryFile(copying: FileDescriptor(opening: directory.path(of: "a"), O_RDONLY), size)
    }

    @Test(arguments: [(3, "012"), (10, "0123456789"), (20, "0123456789")])
    func aCopyHasTheFirstBytes(size: Int, text: String) throws {
        let file = try copy(size)
        #expect(String(decoding: file.bytes, as: UTF8.self) == text)
        #expect(try file.descriptor.status().size == text.utf8.count)
    }

    @Test func aCopyKeepsTheBytesOfTheMoment() throws {
        let file = try copy(10)
        try directory.write("other", to: "a")
        #expect(String(decoding: file.bytes, as: UTF8.self) == "0123456789")
    }

    @Test func nobodyCanChangeIt() throws {
        let descriptor = try copy(10).descriptor
        let results = [
            Int(ftruncate(descriptor.rawValue, 0)), Int(ftruncate(descriptor.rawValue, 20)),
            pwrite(descriptor.rawValue, "x", 1, 0),
        ]
        #expect(results == [-1, -1, -1])
        #expect(mmap(nil, 10, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor.rawValue, 0) == MAP_FAILED)
    }

    @Test func anEmptyFileHasNoCopy() throws {
        try directory.write("", to: "a")
        #expect(throws: SystemError(code: EINVAL)) { try copy(10) }
    }
}
