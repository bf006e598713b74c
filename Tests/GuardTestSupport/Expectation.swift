/// What a server has to do with the bytes of a trial, which the honest request follows.
package enum Expectation: Sendable {
    /// It answers with the page, or what else the target is, and then the request that follows.
    case keeps
    /// It gives this one answer, and ends the connection.
    case ends(Step)
    /// It gives one answer, whichever it is, and ends the connection.
    case endsAfterOneAnswer
    /// It answers with the page or a resource; then it either goes on with the request that follows or ends the
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
