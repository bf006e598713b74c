/// The required behaviour of a server for the bytes of a trial, which the honest request follows.
package enum Expectation: Sendable {
    /// It answers with the page, or the target's file, and then answers the request that follows.
    case keeps
    /// It gives exactly this answer, and ends the connection.
    case ends(Step)
    /// It gives any one answer, and ends the connection.
    case endsAfterOneAnswer
    /// It answers with the page or a resource. Then it either continues with the request that follows, or ends the
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
