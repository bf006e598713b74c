internal import Glibc
internal import Synchronization
internal import System

/// A visitor, who repeats a request, and keeps cookies as browsers do.
final class Visitor: Sendable {
    let route: Route
    let kind: VisitKind
    private let page: Answer
    private let visited = Mutex<[Visit]>([])

    init(_ kind: VisitKind, by route: Route, page: Answer) {
        self.kind = kind
        self.route = route
        self.page = page
    }

    var visits: [Visit] { visited.withLock { $0 } }

    /// Visits until the process ends.
    func start(pausing pause: Duration) throws(SystemError) {
        _ = try Thread { [self] in
            var browser = Browser()
            while true {
                let visit = visit(with: &browser)
                visited.withLock { $0.append(visit) }
                usleep(UInt32(pause / .microseconds(1)))
            }
        }
    }

    /// The state of the visitor's browser: the connection that is kept, and the cookies.
    struct Browser {
        fileprivate var connection: VisitorConnection?
        fileprivate var cookies: [String: String] = [:]
    }

    func visit(with browser: inout Browser) -> Visit {
        let number = Visitor.numbers.add(1, ordering: .relaxed).newValue
        let asked = ContinuousClock.now
        let outcome: Outcome
        do throws(VisitorConnection.Failure) {
            let answer = try ask(number, with: &browser)
            outcome = Outcome(answer, to: kind, page: page)
        } catch {
            outcome = .failed("\(error)")
        }
        return Visit(number: number, kind: kind, asked: asked, answered: .now, outcome: outcome)
    }

    private static let numbers = Atomic(0)

    private func ask(_ number: Int, with browser: inout Browser) throws(VisitorConnection.Failure) -> Answer {
        let request = request(number, browser.cookies)
        let deadline = ContinuousClock.now + VisitorConnection.patience
        var answer: Answer?
        if let kept = browser.connection {
            // A kept connection may close before the request arrives. Browsers then send the request again (RFC 9112
            // §9.3.1).
            do throws(VisitorConnection.Failure) {
                answer = try kept.exchange(request, isHead: kind == .head, until: deadline)
            } catch {
                browser.connection = nil
                guard error == .closed(isEmpty: true) else { throw error }
            }
        }
        let given: Answer
        if let answer {
            given = answer
        } else {
            let connection = try VisitorConnection(port: route.port)
            given = try connection.exchange(request, isHead: kind == .head, until: deadline)
            browser.connection = connection
        }
        if kind != .kept || !given.keepsConnection { browser.connection = nil }
        for cookie in given.cookies {
            let parts = cookie.split(separator: "=", maxSplits: 1).map(String.init)
            browser.cookies[parts[0]] = parts.count > 1 ? parts[1] : ""
        }
        return given
    }

    private func request(_ number: Int, _ cookies: [String: String]) -> [UInt8] {
        let pairs = cookies.map { "\($0)=\($1)" }.sorted().joined(separator: "; ")
        let head = """
            \(kind.method) \(route.path) HTTP/1.1\r
            Host: \(route.host)\r
            User-Agent: Mozilla/5.0 (a visitor of the rehearsal)\r
            Accept: text/html, */*\r
            Accept-Language: en\r
            Rehearsal-Visit: \(number)\r
            \(pairs.isEmpty ? "" : "Cookie: \(pairs)\r\n")\(kind == .kept ? "" : "Connection: close\r\n")\
            \(kind.length > 0 ? "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(kind.length)\r\n" : "")\r

            """
        return Array(head.utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: kind.length)
    }
}
