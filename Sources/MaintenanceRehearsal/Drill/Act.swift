internal import System

/// A part of the night.
enum Act: CaseIterable, Sendable {
    case up
    case oneStops
    case allStop
    case back
    case slow
    case killed
    case backAfterKill
    case hanging
    case backAfterHang

    var title: String {
        switch self {
        case .up: "applications up"
        case .oneStops: "one stops"
        case .allStop: "all stop"
        case .back: "all are back"
        case .slow: "all are slow"
        case .killed: "all are killed amid requests"
        case .backAfterKill: "all are back again"
        case .hanging: "all hang"
        case .backAfterHang: "all answer again"
        }
    }

    /// How the applications behave.
    var behaviour: Behaviour {
        switch self {
        case .up, .back, .backAfterKill, .backAfterHang: .answers(after: .zero)
        case .oneStops, .allStop: .stopped
        case .slow: .answers(after: .milliseconds(600))
        case .killed: .killed
        case .hanging: .hangs
        }
    }

    /// What visitors are to get once HAProxy has noticed.
    enum Expectation {
        case application
        case page
        /// HAProxy may not notice.
        case either
    }

    var expectation: Expectation {
        switch self {
        case .up, .oneStops, .back, .backAfterKill, .backAfterHang: .application
        case .allStop, .killed: .page
        case .slow, .hanging: .either
        }
    }

    /// Whether an error is the application's own doing: HAProxy had given it the request, and must not repeat it, or cannot
    /// know that no answer comes. `wasUnderWay` says that the visitor was waiting when the applications changed.
    func excuses(_ visit: Visit, hasApplicationReceivedIt: Bool, wasUnderWay: Bool) -> Bool {
        switch self {
        case .hanging, .backAfterHang: hasApplicationReceivedIt
        case .killed, .backAfterKill: hasApplicationReceivedIt && !visit.kind.isRepeatable
        // The host of an application that stops resets connections that it has not accepted yet.
        case .oneStops, .allStop: wasUnderWay && !visit.kind.isRepeatable && visit.outcome == .proxy(502)
        case .up, .back, .slow: false
        }
    }
}
