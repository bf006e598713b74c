internal import Foundation
internal import Synchronization
internal import TestSupport

/// Visitors who repeat a request. Every other visitor keeps the connection, and the rest open a new one for each
/// request. All of them keep the cookie that they got.
final class Visitors: Sendable {
    static let target = "/shop/cart?item=3"
    private static let pause = 0.02
    /// When the visitors leave by themselves.
    private static let patience = Duration.seconds(180)

    typealias Judge = @Sendable (RawResponse) -> Outcome

    private let diary: Diary
    private let count: Int

    /// `judge` determines the outcome of a response.
    init(_ count: Int, port: UInt16, judge: @escaping Judge = { Outcome($0, to: Visitors.target) }) {
        self.count = count
        diary = Diary(visitors: count)
        for visitor in 0..<count {
            Thread.detachNewThread { [diary] in
                Visitors.visit(
                    as: visitor, keepsConnection: visitor.isMultiple(of: 2), port: port, diary: diary, judge: judge)
            }
        }
    }

    deinit {
        diary.close()
    }

    /// All visits so far, by visitor.
    var visits: [[Visit]] { diary.visits }

    /// Waits until each visitor has had that outcome ten times in a row, in visits that were not noted before the call. Returns
    /// false if that takes longer.
    func allGet(_ outcome: Outcome, within limit: Duration) -> Bool {
        let noted = diary.visits.map(\.count)
        return eventually(within: limit) {
            zip(diary.visits, noted).allSatisfy { visits, noted in
                visits.count >= noted + 10 && visits.suffix(10).allSatisfy { $0.outcome == outcome }
            }
        }
    }

    /// Makes the visitors leave after their visits under way. Returns whether all have left.
    func leave() -> Bool {
        diary.close()
        return eventually(within: .seconds(30)) { diary.hasAllLeft }
    }

    private static func visit(
        as visitor: Int, keepsConnection: Bool, port: UInt16, diary: Diary, judge: Judge
    ) {
        let start = ContinuousClock.now
        var kept: RawClient?
        var cookie = ""
        while !diary.isClosed, ContinuousClock.now < start + patience {
            let asked = ContinuousClock.now
            let outcome: Outcome
            do {
                let fields = "Host: shop.example\r\n\(cookie)\(keepsConnection ? "" : "Connection: close\r\n")"
                let (response, client) = try ask("GET \(target) HTTP/1.1\r\n\(fields)\r\n", over: kept, port: port)
                outcome = judge(response)
                kept = keepsConnection && response["Connection"] != "close" ? client : nil
                if let given = response["Set-Cookie"] { cookie = "Cookie: \(given.prefix { $0 != ";" })\r\n" }
            } catch {
                outcome = .failed("\(error)")
                kept = nil
            }
            diary.note(Visit(asked: asked - start, took: ContinuousClock.now - asked, outcome: outcome), of: visitor)
            Thread.sleep(forTimeInterval: pause)
        }
        diary.noteLeaving()
    }

    /// Sends a GET over the kept connection, or over a new one if the kept one has ended. Browsers do the same (RFC 9112
    /// §9.3.1): HAProxy closes a kept connection without an answer if the server closed its connection while the request
    /// was on the way.
    private static func ask(_ request: String, over kept: RawClient?, port: UInt16) throws -> (RawResponse, RawClient) {
        if let kept {
            do {
                return (try kept.exchange(request), kept)
            } catch let incomplete as RawResponse.Incomplete where incomplete.bytes.isEmpty {
            }
        }
        let client = try RawClient(port: port)
        return (try client.exchange(request), client)
    }
}

struct Visit: Sendable {
    /// The time since the visitor's arrival.
    let asked: Duration
    let took: Duration
    let outcome: Outcome
}

/// The visits that the threads of the visitors record.
private final class Diary: Sendable {
    private struct State {
        var visits: [[Visit]]
        var left = 0
        var isClosed = false
    }

    private let state: Mutex<State>

    init(visitors: Int) {
        state = Mutex(State(visits: Array(repeating: [], count: visitors)))
    }

    var visits: [[Visit]] { state.withLock { $0.visits } }
    var isClosed: Bool { state.withLock { $0.isClosed } }
    var hasAllLeft: Bool { state.withLock { $0.left == $0.visits.count } }

    func note(_ visit: Visit, of visitor: Int) { state.withLock { $0.visits[visitor].append(visit) } }
    func noteLeaving() { state.withLock { $0.left += 1 } }
    func close() { state.withLock { $0.isClosed = true } }
}
