import CLibevent
import Foundation
import Testing

@testable import Libevent

@Suite struct EventLoopTests {
    @Test func timersFireInOrderUntilTheLoopIsStopped() throws {
        let loop = try EventLoop()
        var order: [String] = []
        let events = [
            try Event(on: loop, .after(.milliseconds(30))) {
                order.append("last")
                loop.stop()
            },
            try Event(on: loop, .after(.milliseconds(1))) { order.append("first") },
        ]
        try withExtendedLifetime(events) { try loop.run() }
        #expect(order == ["first", "last"])
    }

    @Test func aReleasedEventDoesNotFire() throws {
        let loop = try EventLoop()
        var wentOff = false
        var released: Event? = try Event(on: loop, .after(.milliseconds(1))) { wentOff = true }
        let end = try Event(on: loop, .after(.milliseconds(20))) { loop.stop() }
        released = nil
        try withExtendedLifetime((released, end)) { try loop.run() }
        #expect(!wentOff)
    }

    @Test func manyWakesBeforeTheLoopRunsAreOneEvent() throws {
        let loop = try EventLoop()
        let wakeup = try Wakeup()
        var count = 0
        let events = [
            try wakeup.event(on: loop) { count += 1 },
            try Event(on: loop, .after(.milliseconds(20))) { loop.stop() },
        ]
        for _ in 0..<100 { wakeup.wake() }
        try withExtendedLifetime(events) { try loop.run() }
        #expect(count == 1)
    }

    /// `PendingReplies` adopts a connection in the same turn in which evhttp accepts it.
    @Test func anActivationComesBeforeLaterEvents() throws {
        let loop = try EventLoop()
        let (first, second) = (try Wakeup(), try Wakeup())
        var order: [String] = []
        let activation = try Event(on: loop, .activation) { order.append("activation") }
        let events = [
            try first.event(on: loop) {
                order.append("first")
                activation.activate()
                second.wake()
            },
            try second.event(on: loop) { order.append("second") },
        ]
        first.wake()
        withExtendedLifetime((activation, events)) { loop.runPending() }
        #expect(order == ["first", "activation", "second"])
    }

    /// `PendingReplies` puts another socket in the place of a descriptor as soon as its event is removed. With a change list epoll would
    /// still have the old one.
    @Test func epollHasADescriptorFromTheEventToItsEnd() throws {
        let loop = try EventLoop()
        let descriptor = eventfd(0, CInt(EFD_CLOEXEC))
        defer { close(descriptor) }
        #expect(String(cString: event_base_get_method(loop.base)) == "epoll")
        var event: Event? = try Event(on: loop, .readable(descriptor)) {}
        #expect(try isPolled(descriptor))
        event = nil
        #expect(try !isPolled(descriptor))
        withExtendedLifetime(event) {}
    }

    /// Whether an epoll instance of this process has the descriptor, by proc(5).
    private func isPolled(_ descriptor: CInt) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fdinfo").contains { name in
            // Other tests may close their descriptors in the meantime.
            let text = (try? String(contentsOfFile: "/proc/self/fdinfo/\(name)", encoding: .utf8)) ?? ""
            return text.split(separator: "\n").contains { line in
                let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
                return words.first == "tfd:" && words.dropFirst().first == "\(descriptor)"
            }
        }
    }
}
