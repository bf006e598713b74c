/// A status code (RFC 9110 §15).
package enum Status: Int, Sendable {
    case ok = 200
    case serviceUnavailable = 503

    /// The reason phrase (RFC 9112 §4).
    package var reason: String {
        switch self {
        case .ok: "OK"
        case .serviceUnavailable: "Service Unavailable"
        }
    }
}
