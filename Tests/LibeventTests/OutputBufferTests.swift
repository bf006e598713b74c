import Testing

@testable import Libevent

@Suite struct OutputBufferTests {
    @Test(arguments: [
        (1, [0..<1]),
        (1 << 20, [0..<(1 << 20)]),
        ((1 << 20) + 1, [0..<(1 << 20), (1 << 20)..<((1 << 20) + 1)]),
        (0, []),
    ])
    func aFileIsSentInSlicesOfAMebibyte(length: Int, slices: [Range<Int>]) {
        #expect(OutputBuffer.slices(ofSegmentWith: length) == slices)
    }
}
