internal import CLibevent
internal import GuardTestSupport
@testable internal import Libevent
internal import TestSupport

/// An unmodified evhttp that answers every method. It shows the behaviour of the server if evhttp read the clients'
/// bytes itself.
final class UnguardedServer: Sendable {
    private let thread: LoopThread

    var port: UInt16 { thread.port }

    /// Starts to serve, with evhttp's timeout in seconds, if one is given.
    init(timeout: CInt? = nil) throws {
        thread = try LoopThread { loop, socket in try Evhttp(on: loop, acceptingFrom: socket, timeout: timeout) }
    }
}

private final class Evhttp {
    private let loop: EventLoop
    private let socket: LoopbackSocket
    private let http: OpaquePointer

    init(on loop: EventLoop, acceptingFrom socket: LoopbackSocket, timeout: CInt?) throws {
        guard let http = evhttp_new(loop.base) else { throw LibeventError("evhttp_new") }
        self.loop = loop
        self.socket = socket
        self.http = http
        // Backlog 0: the socket listens already.
        guard let listener = evconnlistener_new(loop.base, nil, nil, 0, 0, socket.descriptor),
            evhttp_bind_listener(http, listener) != nil
        else { throw LibeventError("evconnlistener_new") }
        evhttp_set_allowed_methods(http, UInt16.max)
        if let timeout { evhttp_set_timeout(http, timeout) }
        evhttp_set_gencb(http, { request, _ in Evhttp.answer(request) }, nil)
    }

    deinit {
        // The listener is freed with its evhttp, and the connections in the next iteration of the loop.
        evhttp_free(http)
        loop.runPending()
    }

    private static func answer(_ request: OpaquePointer?) {
        let target = evhttp_request_get_uri(request).map { String(cString: $0) } ?? ""
        let resource = TrialSite.resources.first { target.hasSuffix($0.name) }
        let content = resource?.content ?? Array(TrialSite.page.utf8)
        let body = evbuffer_new()
        evbuffer_add(body, content, content.count)
        if resource == nil {
            evhttp_send_reply(request, 503, "Service Unavailable", body)
        } else {
            evhttp_send_reply(request, 200, "OK", body)
        }
        evbuffer_free(body)
    }
}
