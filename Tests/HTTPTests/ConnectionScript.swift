@testable import HTTP

/// A connection, and the actions that its state has decided, as texts.
struct ConnectionScript {
    static let get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
    static let close = "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    static let upload = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
    static let chunks = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    private var state: ConnectionState
    private var rules = ConnectionState.Rules()
    private(set) var actions: [String] = []

    /// A connection that has received the text at second 0.
    init(
        expectsProxyHeader: Bool = false, phase: ConnectionState.Rules.Phase = .serving, isFull: Bool = false,
        receiving text: String = ""
    ) {
        state = .idle(since: MonotonicTime(milliseconds: 0), expectsProxyHeader: expectsProxyHeader)
        rules.phase = phase
        if isFull { rules.deadlines = rules.deadlines.whenFull }
        if !text.isEmpty { at(0, receive: text) }
    }

    mutating func at(_ second: Double, _ event: ConnectionState.Event) {
        let action = state.handle(event, at: ConnectionScript.time(second), in: rules.phase)
        actions.append(describe(action))
        if case .identify(_, let rest) = action, case .received(let bytes, _) = event {
            at(second, .received(bytes, rest))
        }
    }

    mutating func checkDeadlines(at second: Double, unsent: Int) {
        actions.append(describe(state.checkDeadlines(unsent: { unsent }, at: ConnectionScript.time(second), by: rules)))
    }

    private static func time(_ second: Double) -> MonotonicTime {
        MonotonicTime(milliseconds: Int(second * 1000))
    }

    mutating func at(_ second: Double, receive text: String) {
        at(second, .received(Array(text.utf8), 0..<text.utf8.count))
    }

    /// Checks the deadlines every half second, as the server does, until one of them expires. Returns that second.
    mutating func expire(from first: Double, to last: Double, unsent: Int = 0) -> Double? {
        for second in stride(from: first, through: last, by: 0.5) {
            let before = actions.last
            checkDeadlines(at: second, unsent: unsent)
            if actions.last != "read", actions.last != "pause" { return second }
            actions.removeLast()
            precondition(before == actions.last)
        }
        return nil
    }

    /// Sends a byte every half second, and checks the deadlines, until one of them expires. Returns that second.
    mutating func sendBytes(to last: Double) -> Double? {
        for second in stride(from: 0.5, through: last, by: 0.5) {
            at(second, receive: "x")
            if let expired = expire(from: second, to: second) { return expired }
        }
        return nil
    }

    func isBusy(at second: Double, unsent: Int = 0) -> Bool {
        state.isBusy(unsent: { unsent }, at: ConnectionScript.time(second))
    }

    private func describe(_ action: ConnectionState.Action) -> String {
        switch action {
        case .read: "read"
        case .pause: "pause"
        case .identify(let header, _): "identify \(header)"
        case .answer(let request, nil): "answer \(describe(request))"
        case .answer(let request, let deadline?): "answer \(describe(request)), late \(deadline)"
        case .sendContinue: "continue"
        case .halfClose: "half-close"
        case .close(let cause): "close \(cause)"
        }
    }

    private func describe(_ request: IncomingRequest) -> String {
        let outcome =
            switch request.outcome {
            case .request(let head): String(decoding: head.targetBytes, as: UTF8.self)
            case .refused(let refusal, _): refusal.rawValue
            }
        return "\(outcome) \(request.ending)"
    }
}
