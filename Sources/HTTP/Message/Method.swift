/// A request method (RFC 9110 §9), as far as the answer depends on it. Names are case-sensitive.
package enum Method: String, CaseIterable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case options = "OPTIONS"
    case connect = "CONNECT"
    /// Any other, known elsewhere or not: nothing is done for it here.
    case other = ""

    /// A number that no other method has.
    package var number: UInt8 {
        switch self {
        case .get: 0
        case .head: 1
        case .post: 2
        case .options: 3
        case .connect: 4
        case .other: 5
        }
    }

    package init(name: Span<UInt8>) {
        for method in Method.allCases where name.isEqual(to: method.rawValue.utf8.span) {
            self = method
            return
        }
        self = .other
    }
}
