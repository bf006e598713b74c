package import HTTP

/// What requests are, by their answers.
package enum RequestKind: String, CaseIterable, Sendable {
    case page
    case resource
    /// A part of a page that is not there, answered in its type.
    case miss
    case options
    case refused

    /// The statuses that it is answered with.
    package var statuses: [Status] {
        switch self {
        case .page, .miss: [.serviceUnavailable]
        case .resource: [.ok, .partialContent, .notModified, .preconditionFailed, .rangeNotSatisfiable]
        case .options: [.ok, .noContent]
        case .refused: Status.allCases.filter { status in Refusal.allCases.contains { $0.status == status } }
        }
    }
}
