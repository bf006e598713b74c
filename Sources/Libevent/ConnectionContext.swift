internal import CLibevent
internal import HTTP

/// What the connections of a server have in common.
final class ConnectionContext {
    /// evhttp's callbacks for a bufferevent, the same for each (http.c).
    struct EvhttpCallbacks {
        var read: bufferevent_data_cb?
        var written: bufferevent_data_cb?
        var ended: bufferevent_event_cb?
    }

    let counters: ConnectionCounters
    /// Called for each request when its reply is sent or given up.
    var onExchange: ((Exchange) -> Void)?
    /// Asked for each plain request, where exchanges are not told of.
    var onPlainRequest: HTTPServer.PlainHandler?
    /// Those for which evhttp has a request of ours and has yet to call back, by evhttp's connections.
    var awaitingCallback: [OpaquePointer: ActiveConnection] = [:]
    /// Called for each connection that is about to be freed.
    var onEnd: (Connection) -> Void = { _ in }
    /// Known from the first connection on.
    var evhttpCallbacks = EvhttpCallbacks()
    /// How often deadlines were looked at.
    var sweeps: UInt32 = 0

    init(counters: ConnectionCounters) {
        self.counters = counters
    }
}
