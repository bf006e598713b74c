/// The value of Content-Range in the unit `bytes` (RFC 9110 §14.4).
package enum ContentRange: Sendable {
    /// A part, not empty, of a representation with that length.
    case part(Range<Int>, of: Int)
    /// No part, in 416.
    case none(of: Int)
}

extension ContentRange: CustomStringConvertible {
    package var description: String {
        switch self {
        case .part(let part, let length): "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(length)"
        case .none(let length): "bytes */\(length)"
        }
    }
}
