package import HTTP

/// What an operator's request is answered with.
package enum AdminAnswer: Equatable {
    case health
    case metrics
    case notFound
    case methodNotAllowed
}

extension AdminAnswer {
    /// Decides the answer: the path first, and then the method (RFC 9110 §15.5.6).
    package init(_ request: RequestHead) {
        let path = request.withTarget { target in
            RequestTarget.path(of: target).map { place in place.map { target[$0] } } ?? []
        }
        let found: AdminAnswer? =
            if path.elementsEqual("/healthz".utf8) {
                .health
            } else if path.elementsEqual("/metrics".utf8) {
                .metrics
            } else {
                nil
            }
        let isMethodAllowed = request.method == .get || request.method == .head
        self = found.map { isMethodAllowed ? $0 : .methodNotAllowed } ?? .notFound
    }
}
