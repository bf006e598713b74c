internal import MaintenanceHAProxy

/// The kind of a visitor's requests.
enum VisitKind: String, CaseIterable, Sendable {
    case kept = "GET by a kept connection"
    case fresh = "GET"
    case head = "HEAD"
    case post = "POST"
    case upload = "upload"

    var method: String {
        switch self {
        case .kept, .fresh: "GET"
        case .head: "HEAD"
        case .post, .upload: "POST"
        }
    }

    /// The bytes of the body. An upload is larger than the buffers of HAProxy and of the sockets.
    var length: Int {
        switch self {
        case .kept, .fresh, .head: 0
        case .post: 27
        case .upload: 1 << 20
        }
    }

    /// Whether a request may be sent a second time (RFC 9110 §9.2.2).
    var isRepeatable: Bool { length == 0 }
}

/// The outcome of a visit.
enum Outcome: Hashable, Sendable {
    /// The answer of an application, by its index.
    case application(Int)
    /// The page, and the header fields that it has lost.
    case page(without: [String])
    /// HAProxy's own answer, with that status.
    case proxy(Int)
    case failed(String)

    /// Judges an answer. `page` is the answer of `maintenance` to GET.
    init(_ answer: Answer, to kind: VisitKind, page: Answer) {
        if let application = answer.fields["rehearsal-application"].flatMap({ Int($0) }) {
            self = .application(application)
            return
        }
        let isMarked = answer.fields["maintenance"] != nil
        let isSame =
            answer.body.isEmpty
            ? answer.fields["content-length"] == page.fields["content-length"] : answer.body == page.body
        guard answer.status == 503, isMarked || isSame else {
            self = .proxy(answer.status)
            return
        }
        // The answer to a form has no Refresh.
        let names = ["Retry-After", "Maintenance"] + (kind.isRepeatable ? ["Refresh"] : [])
        let lost = names.filter {
            page.fields[$0.lowercased()] != nil && answer.fields[$0.lowercased()] == nil
        }
        let isCacheable = answer.fields["cache-control"] != page.fields["cache-control"]
        self = .page(without: lost + (isCacheable ? ["Cache-Control: \(page.fields["cache-control"] ?? "")"] : []))
    }

    var isApplication: Bool { if case .application = self { true } else { false } }
    var isPage: Bool { if case .page = self { true } else { false } }

    /// The name for the report.
    var name: String {
        switch self {
        case .application: "the application"
        case .page: "the page"
        case .proxy(let status): "HAProxy's own \(status)"
        case .failed(let reason): reason
        }
    }
}

/// A visit and its outcome.
struct Visit: Sendable {
    /// The number by which applications identify the visit.
    let number: Int
    let kind: VisitKind
    let asked: ContinuousClock.Instant
    let answered: ContinuousClock.Instant
    let outcome: Outcome
}
