internal import CLibevent
internal import Glibc

/// A request that evhttp has read whole, for as long as its handler runs.
package struct HTTPRequest: ~Copyable {
    let pointer: UnsafeMutablePointer<evhttp_request>

    /// The method's name, or nil for one that evhttp does not know: it does not keep those names.
    package var method: String? {
        switch evhttp_request_get_command(pointer) {
        case EVHTTP_REQ_GET: "GET"
        case EVHTTP_REQ_HEAD: "HEAD"
        case EVHTTP_REQ_POST: "POST"
        case EVHTTP_REQ_PUT: "PUT"
        case EVHTTP_REQ_DELETE: "DELETE"
        case EVHTTP_REQ_OPTIONS: "OPTIONS"
        case EVHTTP_REQ_TRACE: "TRACE"
        case EVHTTP_REQ_CONNECT: "CONNECT"
        case EVHTTP_REQ_PATCH: "PATCH"
        default: nil
        }
    }

    /// Lends the request target (RFC 9112 §3.2) as it was received.
    package func withTarget<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        guard let target = evhttp_request_get_uri(pointer) else { return body([UInt8]().span) }
        // evhttp frees the string with the request, which outlives this call.
        let bytes = UnsafeBufferPointer(start: target, count: strlen(target))
        return bytes.withMemoryRebound(to: UInt8.self) { body($0.span) }
    }
}

extension HTTPRequest {
    /// Whether evhttp may have left bytes of the body unread, to be taken for the next request.
    ///
    /// It reads no body for HEAD, TRACE and methods that it does not know, and knows of no transfer coding but a lone
    /// `chunked`. CONNECT may be followed by the bytes meant for the tunnel. A malformed or repeated Content-Length is
    /// not seen here.
    var mayLeaveBodyUnread: Bool {
        switch evhttp_request_get_command(pointer) {
        case EVHTTP_REQ_CONNECT: true
        case EVHTTP_REQ_GET, EVHTTP_REQ_POST, EVHTTP_REQ_PUT, EVHTTP_REQ_DELETE, EVHTTP_REQ_OPTIONS, EVHTTP_REQ_PATCH:
            has("Transfer-Encoding")
        default: has("Transfer-Encoding") || has("Content-Length")
        }
    }

    /// Whether the client wants the connection to end (RFC 9112 §9.6). evhttp sees a lone `close` only.
    var asksForClose: Bool {
        guard let options = field("Connection") else { return false }
        return String(cString: options).split(separator: ",").contains { option in
            option.filter { $0 != " " && $0 != "\t" }.lowercased() == "close"
        }
    }

    private func has(_ name: String) -> Bool {
        field(name) != nil
    }

    /// The first field of that name, for as long as the request lives.
    private func field(_ name: String) -> UnsafePointer<CChar>? {
        evhttp_find_header(evhttp_request_get_input_headers(pointer), name)
    }
}
