internal import MaintenanceHAProxy

/// How a visitor asks.
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

    /// Bytes of the body. An upload is larger than HAProxy's buffer and those of the sockets.
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

/// What a visitor got.
enum Outcome: Hashable, Sendable {
    /// The answer of an application, by its index.
    case application(Int)
    /// The page, and the header fields that were taken from it.
    case page(without: [String])
    /// An answer that HAProxy has given itself.
    case proxy(Int)
    case failed(String)

    /// Judges an answer. `page` is what `maintenance` itself answers to GET.
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
        // The page does not load itself again in place of a form.
        let names = ["Retry-After", "Maintenance"] + (kind.isRepeatable ? ["Refresh"] : [])
        let lost = names.filter {
            page.fields[$0.lowercased()] != nil && answer.fields[$0.lowercased()] == nil
        }
        let isCacheable = answer.fields["cache-control"] != page.fields["cache-control"]
        self = .page(without: lost + (isCacheable ? ["Cache-Control: \(page.fields["cache-control"] ?? "")"] : []))
    }

    var isApplication: Bool { if case .application = self { true } else { false } }
    var isPage: Bool { if case .page = self { true } else { false } }

    /// What it is, for the report.
    var name: String {
        switch self {
        case .application: "the application"
        case .page: "the page"
        case .proxy(let status): "HAProxy's own \(status)"
        case .failed(let reason): reason
        }
    }
}

/// A visit, and what came of it.
struct Visit: Sendable {
    /// Its number, by which applications know it.
    let number: Int
    let kind: VisitKind
    let asked: ContinuousClock.Instant
    let answered: ContinuousClock.Instant
    let outcome: Outcome
}

/// The way of visitors to a backend.
struct Route: Hashable, Sendable {
    let backend: Int
    /// nil for the drill's own entry.
    let frontend: String?
    let port: UInt16
    let host: String
    let path: String
}
