internal import CLibevent

/// Counts the replies that a server has under way, from evhttp's callbacks.
final class ReplyCount {
    private(set) var underWay = 0
    var onAbort: () -> Void = {}

    /// Counts the reply to `request` until it is sent, or `connection` ends before that.
    ///
    /// evhttp calls exactly one of the two callbacks back, and its server holds this object for longer than any
    /// connection.
    func begin(_ request: UnsafeMutablePointer<evhttp_request>, on connection: OpaquePointer) {
        underWay += 1
        let context = Unmanaged.passUnretained(self).toOpaque()
        evhttp_request_set_on_complete_cb(
            request, { request, context in ReplyCount.at(context)?.sent(request) }, context)
        evhttp_connection_set_closecb(connection, { _, context in ReplyCount.at(context)?.aborted() }, context)
    }

    private func sent(_ request: UnsafeMutablePointer<evhttp_request>?) {
        underWay -= 1
        // From here on the connection's end is none of this reply's business.
        evhttp_connection_set_closecb(evhttp_request_get_connection(request), nil, nil)
    }

    private func aborted() {
        underWay -= 1
        onAbort()
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> ReplyCount? {
        context.map { Unmanaged<ReplyCount>.fromOpaque($0).takeUnretainedValue() }
    }
}
