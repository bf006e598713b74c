package import HTTP
internal import Libevent

/// What the access log says of one request. Bytes that a client has sent are as it sent them; nil where it sent none.
package struct AccessLogLine {
    /// When the reply was sent or given up.
    package var time: LogTime
    package var client: Peer
    package var method: ArraySlice<UInt8>?
    /// The request target.
    package var target: ArraySlice<UInt8>?
    package var version: RequestHead.Version?
    /// nil where the connection ended before there was a reply.
    package var status: Int?
    /// Bytes of the body that were sent.
    package var bodySize: Int
    package var duration: Duration
    package var userAgent: ArraySlice<UInt8>?
    package var referer: ArraySlice<UInt8>?
    package var requestID: ArraySlice<UInt8>?

    /// Takes what is to be said of the request from its head, as far as that was read.
    package init(
        _ head: RequestHead?, from client: Peer, status: Int?, bodySize: Int, duration: Duration, at time: LogTime
    ) {
        self.time = time
        self.client = client
        self.status = status
        self.bodySize = bodySize
        self.duration = duration
        // A head is large, so it is unwrapped, and copied, once.
        guard let head else { return }
        method = head.methodName
        target = head.targetBytes
        version = head.version
        userAgent = head.firstValue(of: .userAgent)
        referer = head.firstValue(of: .referer)
        requestID = head.firstValue(of: .xRequestID)
    }
}

extension AccessLogLine {
    init(_ exchange: Exchange, from client: Peer, at time: LogTime) {
        self.init(
            exchange.request.head, from: client, status: exchange.status, bodySize: exchange.bodySize,
            duration: exchange.duration, at: time)
    }
}
