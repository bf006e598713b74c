internal import System

/// A part of the rehearsal.
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

    /// The behaviour of the applications.
    var behaviour: Behaviour {
        switch self {
        case .up, .back, .backAfterKill, .backAfterHang: .answers(after: .zero)
        case .oneStops, .allStop: .stopped
        case .slow: .answers(after: .milliseconds(600))
        case .killed: .killed
        case .hanging: .hangs
        }
    }

    /// The answer that visitors should get once HAProxy has noticed.
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

    /// The reason why some errors of the act are unavoidable.
    var reasonForExcuse: String {
        self == .hanging || self == .backAfterHang
            ? "HAProxy could not know that no answer comes"
            : "an application had received a request that must not be sent twice"
    }

    /// Whether neither HAProxy nor its configuration can avoid an error. `wasReceived` means that an application has
    /// received the request but not answered it, and `wasUnderWay` that the visit began before HAProxy could notice.
    func excuses(_ visit: Visit, wasReceived: Bool, wasUnderWay: Bool) -> Bool {
        switch self {
        case .hanging, .backAfterHang:
            wasUnderWay
        case .killed, .backAfterKill:
            wasReceived && !visit.kind.isRepeatable
        case .oneStops, .allStop:
            // When an application stops, its host resets connections that were not accepted.
            wasUnderWay && !visit.kind.isRepeatable && visit.outcome == .proxy(502)
        case .up, .back, .slow: false
        }
    }
}
