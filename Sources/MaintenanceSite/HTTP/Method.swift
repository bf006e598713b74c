/// A request method (RFC 9110 §9), as far as the answer depends on it. Names are case-sensitive.
package enum Method: Sendable {
    case get
    case head
    case post
    case options
    /// Any other, known elsewhere or not: nothing is done for it here.
    case other

    /// The method of that name; nil where the name is not known.
    package init(name: String?) {
        self =
            switch name {
            case "GET": .get
            case "HEAD": .head
            case "POST": .post
            case "OPTIONS": .options
            default: .other
            }
    }
}
