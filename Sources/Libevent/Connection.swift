internal import CLibevent
internal import HTTP

/// A client's connection.
///
/// Most connections wait for a request, and thousands may. So all that such a connection has is here, in few bytes. The
/// bufferevent calls back here, where plain requests are answered, and evhttp hears nothing of them. For any other request there is
/// an `ActiveConnection`, until the first sweep after its reply.
final class Connection {
    /// Whom the PROXY header names, or else who has connected, once somebody has asked.
    var knownPeer: Peer?
    /// Whether a PROXY header has to come, all of it or the rest.
    var awaitsProxyHeader: Bool
    /// The sweep before it was accepted, or had its last reply.
    var idleSince: UInt32
    /// Valid until `onEnd`, when evhttp frees it.
    let evhttpConnection: OpaquePointer
    let context: ConnectionContext
    private(set) var active: ActiveConnection?
    /// Its place among the open ones.
    var index: UInt32 = 0

    /// Takes the callbacks of evhttp's bufferevent and connection, which it has to outlive.
    init(_ evhttpConnection: OpaquePointer, expectsProxyHeader: Bool, context: ConnectionContext) {
        self.evhttpConnection = evhttpConnection
        self.context = context
        awaitsProxyHeader = expectsProxyHeader
        idleSince = context.sweeps
        takeCallbacks()
        evhttp_connection_set_closecb(
            evhttpConnection,
            { _, context in
                guard let connection = Connection.at(context) else { return }
                connection.active?.stop()
                connection.context.onEnd(connection)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// evhttp's, for as long as its connection is valid.
    var stream: OpaquePointer? { evhttp_connection_get_bufferevent(evhttpConnection) }

    /// What evhttp's callbacks take for their argument (http.c).
    var evhttpContext: UnsafeMutableRawPointer { UnsafeMutableRawPointer(evhttpConnection) }

    /// The connection that a callback was given. It outlives the callback: it is kept until evhttp's closecb.
    static func at(_ context: UnsafeMutableRawPointer?) -> Connection? {
        context.map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
    }

    /// How many sweeps there were since it was accepted, or had its last reply.
    var idleSweeps: Int { Int(context.sweeps &- idleSince) }

    /// Lets go of what was under way, of which nothing is left. evhttp has no callback of its own outstanding then, which it would
    /// give its own argument: it has one only while a request of ours is in the input (http.c).
    func rest() {
        active?.stop()
        active = nil
        takeCallbacks()
    }

    private func takeCallbacks() {
        bufferevent_setcb(
            stream, { _, context in Connection.at(context)?.inputArrived() }, nil,
            { _, _, context in
                // The client has gone, or the socket has failed.
                guard let connection = Connection.at(context) else { return }
                evhttp_connection_free(connection.evhttpConnection)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    private func inputArrived() {
        let input = bufferevent_get_input(stream)
        let count = evbuffer_get_length(input)
        guard let start = evbuffer_pullup(input, -1) else {
            evhttp_connection_free(evhttpConnection)
            return
        }
        // Valid until the input is drained.
        let bytes = UnsafeBufferPointer(start: start, count: count)
        if answerPlainRequest(bytes) {
            evbuffer_drain(input, count)
        } else {
            let active = activate()
            active.receive(bytes)
            evbuffer_drain(input, count)
            active.readNext()
        }
        guard active != nil else { return }
        // What bufferevent would have called, had the callbacks been evhttp's before. It may free the connection.
        bufferevent_trigger(stream, CShort(EV_READ), CInt(BEV_TRIG_IGNORE_WATERMARKS.rawValue))
    }

    /// Has more under way than to wait for a request.
    func activate() -> ActiveConnection {
        let active = ActiveConnection(self)
        self.active = active
        return active
    }
}
