/// A request method (RFC 9110 §9), as far as the answer depends on it. Names are case-sensitive.
package enum Method: String, CaseIterable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case options = "OPTIONS"
    case connect = "CONNECT"
    /// Any other, known elsewhere or not: nothing is done for it here.
    case other = ""

    package init(name: Span<UInt8>) {
        for method in Method.allCases where name.isEqual(to: method.rawValue.utf8.span) {
            self = method
            return
        }
        self = .other
    }
}
