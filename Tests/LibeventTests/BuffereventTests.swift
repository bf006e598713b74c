import CLibevent
import Glibc
import HTTP
import System
import TestSupport
import Testing

@testable import Libevent

/// The internals of bufferevents and evbuffers that `PendingReply` and `OutputBuffer` depend on (bufferevent_sock.c,
/// buffer.c).
@Suite struct BuffereventTests {
    private let stream: Stream

    init() throws {
        stream = try Stream()
    }

    @Test func itsInputIsFrozenForOthers() {
        let input = bufferevent_get_input(stream.pointer)
        #expect(evbuffer_add(input, "x", 1) == -1)
        evbuffer_unfreeze(input, 0)
        #expect(evbuffer_add(input, "x", 1) == 0)
        evbuffer_freeze(input, 0)
        #expect(evbuffer_add(input, "x", 1) == -1)
    }

    @Test func itsOutputIsFrozenForOthers() {
        let output = OutputBuffer(of: stream.pointer)
        #expect(output.append(Array("xyz".utf8)[...]))
        #expect(evbuffer_write_atmost(bufferevent_get_output(stream.pointer), stream.descriptor, 1) == -1)
        #expect(output.write(to: stream.descriptor, atMost: 2) == 2)
        #expect(evbuffer_write_atmost(bufferevent_get_output(stream.pointer), stream.descriptor, 1) == -1)
        #expect(output.count == 1)
    }

    /// So a request that was put into evhttp's input is answered, or refused, before the trigger returns.
    @Test func aTriggerCallsBackBeforeItReturns() {
        let calls = Calls()
        bufferevent_setcb(stream.pointer, { _, context in Calls.at(context)?.reads += 1 }, nil, nil, calls.pointer)
        bufferevent_trigger(stream.pointer, CShort(EV_READ), CInt(BEV_TRIG_IGNORE_WATERMARKS.rawValue))
        #expect(calls.reads == 1)
        bufferevent_setcb(stream.pointer, nil, nil, nil, nil)
    }

    /// By the low watermark of `PendingReply.begin(_:)`.
    @Test func itCallsBackAfterEachWriteAndNotOnlyAfterTheLast() {
        let calls = Calls()
        let output = OutputBuffer(of: stream.pointer)
        #expect(output.append(Array(repeating: 0, count: 10_000)[...]))
        bufferevent_set_max_single_write(stream.pointer, 1000)
        bufferevent_setwatermark(stream.pointer, CShort(EV_WRITE), Int.max, 0)
        bufferevent_setcb(
            stream.pointer, nil,
            { stream, context in
                Calls.at(context)?.writes += 1
                bufferevent_disable(stream, CShort(EV_WRITE))
            }, nil, calls.pointer)
        bufferevent_enable(stream.pointer, CShort(EV_WRITE))
        stream.loop.runPending()
        #expect(calls.writes == 1)
        #expect(output.count == 9000)
        bufferevent_setcb(stream.pointer, nil, nil, nil, nil)
    }

    /// evhttp's connection is the argument of the callbacks, so `PendingReplies` sees that evhttp has freed it.
    @Test func aFreedBuffereventHasNoArgument() {
        let calls = Calls()
        bufferevent_setcb(stream.pointer, nil, nil, nil, calls.pointer)
        bufferevent_incref(stream.pointer)
        var argument: UnsafeMutableRawPointer?
        bufferevent_getcb(stream.pointer, nil, nil, nil, &argument)
        #expect(argument == calls.pointer)
        stream.free()
        bufferevent_getcb(stream.pointer, nil, nil, nil, &argument)
        #expect(argument == nil)
        bufferevent_decref(stream.pointer)
    }

    /// The buffer retains an owner until its bytes are sent or dropped.
    @Test func ownersAreReleasedOnceTheirBytesAreSentOrDropped() throws {
        for isSent in [true, false] {
            let stream = try Stream()
            let output = OutputBuffer(of: stream.pointer)
            weak var memory: Memory?
            weak var file: MemoryFile?
            do {
                let bytes = Memory(Array(repeating: 0, count: 1000))
                let sent = try MemoryFile(bytes.bytes)
                (memory, file) = (bytes, sent)
                #expect(output.append(bytes.bytes, owner: bytes))
                #expect(output.append(sent.body, after: 0, atMost: 1000) == 1000)
                #expect(output.append(UnsafeRawBufferPointer(rebasing: bytes.bytes[..<0]), owner: bytes))
                #expect(output.append(sent.body, after: 1000, atMost: 1000) == 0)
            }
            #expect(memory != nil && file != nil)
            if isSent {
                while output.count > 0 { #expect(output.write(to: stream.descriptor, atMost: 3000) > 0) }
            } else {
                stream.free()
                stream.loop.runPending()
            }
            #expect(memory == nil && file == nil)
        }
    }
}

/// The callbacks of a bufferevent so far.
private final class Calls {
    var reads = 0
    var writes = 0
    var events: [CInt] = []

    /// Valid for as long as this object lives, which the tests keep until the callbacks are removed.
    var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static func at(_ context: UnsafeMutableRawPointer?) -> Calls? {
        context.map { Unmanaged<Calls>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// A bufferevent for one end of a pair of sockets, made as `PendingReplies` makes them.
private final class Stream {
    let loop: EventLoop
    let pointer: OpaquePointer
    let descriptor: CInt
    private var peer: CInt
    private var isFreed = false

    init() throws {
        loop = try EventLoop()
        var ends: [CInt] = [-1, -1]
        guard
            socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
                == 0,
            let pointer = bufferevent_socket_new(loop.base, ends[0], CInt(BEV_OPT_CLOSE_ON_FREE.rawValue))
        else { throw LibeventError("bufferevent_socket_new") }
        self.pointer = pointer
        descriptor = ends[0]
        peer = ends[1]
        bufferevent_disable(pointer, CShort(EV_READ | EV_WRITE))
    }

    deinit {
        free()
        loop.runPending()
        closePeer()
    }

    /// Sends bytes past the bufferevent until the socket takes no more.
    func fill() {
        let bytes = [UInt8](repeating: 0, count: 65536)
        while send(descriptor, bytes, bytes.count, 0) > 0 {}
        while send(descriptor, bytes, 1, 0) > 0 {}
    }

    func closePeer() {
        if peer >= 0 { close(peer) }
        peer = -1
    }

    func free() {
        guard !isFreed else { return }
        isFreed = true
        bufferevent_free(pointer)
    }
}
