/// A step of a server on a connection, as its client observes it.
package enum Step: Equatable, Sendable {
    /// The page, with 503.
    case page
    /// The answer to the request that was hidden in the content of another one, or at a place where no request may be.
    case smuggled
    /// The answer to the request that followed.
    case honest
    /// Another answer, by its status.
    case status(Int)
    /// Text that is not an answer of HTTP/1.1, up to its first line.
    case stray(String)
    /// The connection ended, as its last answer had announced.
    case closed
    /// The connection ended without an announcement.
    case cut
    /// The connection stayed open without further bytes.
    case silent
}

/// The required behaviour of a server for the bytes of a trial, which the honest request follows.
package enum Expectation: Sendable {
    /// The server answers with the page or the target's file, and then answers the request that follows.
    case keeps
    /// The server gives exactly this answer, and ends the connection.
    case ends(Step)
    /// The server gives a single answer, and ends the connection.
    case endsAfterOneAnswer
    /// The server answers with the page or a resource, and then either answers the request that follows or ends the
    /// connection.
    case answers

    package func isMet(by steps: [Step]) -> Bool {
        switch self {
        case .keeps: steps.count == 3 && isContent(steps[0]) && steps[1...] == [.honest, .closed]
        case .ends(let answer): steps == [answer, .closed]
        case .endsAfterOneAnswer: steps.count == 2 && isAnswer(steps[0]) && steps[1] == .closed
        case .answers:
            isContent(steps[0]) && (steps[1...] == [.closed] || steps[1...] == [.honest, .closed])
        }
    }

    private func isContent(_ step: Step) -> Bool {
        step == .page || step == .status(200)
    }

    private func isAnswer(_ step: Step) -> Bool {
        switch step {
        case .page, .status: true
        case .smuggled, .honest, .stray, .closed, .cut, .silent: false
        }
    }
}
