import Testing

@testable import MaintenanceServer

@Suite struct LogQueueTests {
    private let batch = Array((String(repeating: "x", count: 99) + "\n").utf8)

    @Test func linesLeaveTheQueueInOrder() throws {
        let queue = try LogQueue(capacity: 1 << 20)
        var written: [UInt8] = []
        for number in 0..<1000 {
            queue.add(Array("\(number)\n".utf8))
            if number % 7 == 0, let first = queue.first {
                written += first
                queue.removeFirst(lostLines: 0)
            }
        }
        while let first = queue.first {
            written += first
            queue.removeFirst(lostLines: 0)
        }
        #expect(written == (0..<1000).flatMap { Array("\($0)\n".utf8) })
        #expect(queue.takeLostLines() == 0)
    }

    /// The writer may be writing it.
    @Test func theFirstBatchDoesNotChange() throws {
        let queue = try LogQueue(capacity: 1 << 20)
        queue.add(batch)
        queue.add(batch)
        queue.add(batch)
        #expect(queue.first == batch)
    }

    @Test func linesThatFindTheQueueFullAreCounted() throws {
        let queue = try LogQueue(capacity: 1 << 20)
        let count = (1 << 20) / batch.count + 5
        for _ in 0..<count { queue.add(batch) }
        #expect(queue.unwrittenLines == count)
        #expect(queue.takeLostLines() == 5)
        #expect(queue.takeLostLines() == 0)
        queue.removeFirst(lostLines: 1)
        queue.add(batch)
        #expect(queue.takeLostLines() == 1)
        queue.add(Array(repeating: UInt8(ascii: "\n"), count: (1 << 20) + 1))
        #expect(queue.takeLostLines() == (1 << 20) + 1)
        // The counts rise whether or not the lines were reported.
        #expect(queue.lines.lost == 5 + 1 + (1 << 20) + 1)
    }
}
