package import HTTP
internal import Libevent
internal import Logging
internal import MaintenanceSite
internal import System

/// The operators' port. It is independent of the workers, so it answers even if they are overloaded, blocked or
/// stopping.
final class AdminServer {
    /// The most connections that may be open at once.
    private static let maximum = 64
    /// The most replies that evhttp may send at once. Further ones wait.
    private static let maximumOfPendingReplies = 8
    /// The most descriptors that it needs, for connections, sockets and its wakeup.
    static let descriptors = maximum + maximumOfPendingReplies + 8

    /// The sources of the answers.
    struct Sources {
        let isDraining: () -> Bool
        let metrics: () -> String
        let news: () -> SitesNews
        let report: () -> StatusReport
    }

    /// The addresses on which it listens.
    var addresses: [SocketAddress] { sockets.map(\.address) }
    private var sockets: [ListeningSocket] = []
    private let http: HTTPServer
    private let sources: Sources
    private var date = DateField()

    /// Creates a server whose requests are answered on the loop.
    init(on loop: EventLoop, logger: Logger, sources: Sources) throws(LibeventError) {
        var options = HTTPServer.Options(
            limit: ConnectionLimit(maximum: AdminServer.maximum),
            pendingReplyLimit: ConnectionLimit(maximum: AdminServer.maximumOfPendingReplies))
        options.onAcceptError = { logger.warning("admin: \($0)") }
        http = try HTTPServer(on: loop, options)
        self.sources = sources
        http.setGenericCallback { [unowned self] request, ending, _ in
            switch request {
            case .request(let request): reply(AdminAnswer(request), to: request.method, ending)
            case .refused(let refusal, let request):
                reply(refusal.status, "\(refusal)\n", to: request?.method ?? .other, ending)
            }
        }
    }

    /// Accepts operators' connections.
    func accept(on socket: ListeningSocket) throws(LibeventError) {
        try http.accept(on: socket.descriptor, owner: socket)
        sockets.append(socket)
    }

    /// Leaves new connections to the server that replaces this one, if one does.
    func preferSuccessor() {
        for socket in sockets { socket.preferSuccessor() }
    }

    private func reply(_ answer: AdminAnswer, to method: Method, _ ending: IncomingRequest.Ending) -> Reply {
        switch answer {
        case .health where sources.isDraining(): reply(.serviceUnavailable, "draining\n", to: method, ending)
        case .health: reply(.ok, "ok\n", to: method, ending)
        case .metrics: reply(.ok, sources.metrics(), to: method, ending, mediaType: Exposition.mediaType)
        case .planned(let site):
            switch sources.news().isOn(for: site) {
            case true: reply(.ok, "on\n", to: method, ending)
            case false: reply(.serviceUnavailable, "off\n", to: method, ending)
            case nil: reply(.notFound, "no site has a folder of that name\n", to: method, ending)
            }
        case .status(.json):
            reply(.ok, sources.report().json.text + "\n", to: method, ending, mediaType: "application/json")
        case .status(.text): reply(.ok, sources.report().text, to: method, ending)
        case .status(.page):
            reply(
                .ok, StatusPage(report: sources.report()).html, to: method, ending,
                mediaType: "text/html; charset=utf-8", fields: StatusPage.fields)
        case .notFound:
            reply(
                .notFound, "the paths are /, /status, /status.txt, /switch, /healthz and /metrics\n", to: method, ending
            )
        case .methodNotAllowed:
            reply(.methodNotAllowed, "GET and HEAD are allowed\n", to: method, ending, fields: [("Allow", "GET, HEAD")])
        }
    }

    /// A reply with a text, which caches do not store.
    private func reply(
        _ status: Status, _ text: String, to method: Method, _ ending: IncomingRequest.Ending,
        mediaType: String = "text/plain; charset=utf-8", fields: [(name: String, value: String)] = []
    ) -> Reply {
        let bytes = Bytes(text)
        var head = ResponseHead()
        head.begin(status)
        let own: [Response.Field] = [
            ("Date", date.value(at: .now)), ("Content-Type", mediaType), ("Content-Length", "\(bytes.buffer.count)"),
            Response.noSniffing, Response.noStore,
        ]
        for (name, value) in own + fields { head.add(name, value) }
        head.end(ending)
        return Reply(
            status: status.rawValue, head: head.bytes,
            body: method == .head ? .none : .memory(bytes.buffer, owner: bytes))
    }
}

/// The answer to an operator's request.
package enum AdminAnswer: Equatable {
    package enum StatusFormat: Sendable {
        case json
        case text
        case page
    }

    case health
    case metrics
    /// Whether planned maintenance is on, for all sites or for the one in that folder.
    case planned(site: String?)
    case status(StatusFormat)
    case notFound
    case methodNotAllowed
}

extension AdminAnswer {
    /// Decides the answer by the path, and then by the method (RFC 9110 §15.5.6).
    package init(_ request: RequestHead) {
        let bytes = request.withTarget { target in
            RequestTarget.path(of: target).map { place in place.map { target[$0] } } ?? []
        }
        let path = String(decoding: bytes, as: UTF8.self)
        let found: AdminAnswer? =
            switch path {
            case "/": .status(.page)
            case "/status": .status(.json)
            case "/status.txt": .status(.text)
            case "/switch": .planned(site: nil)
            case _ where path.hasPrefix("/switch/"): .planned(site: String(path.dropFirst("/switch/".count)))
            case "/healthz": .health
            case "/metrics": .metrics
            default: nil
            }
        let isMethodAllowed = request.method.isGetOrHead
        self = found.map { isMethodAllowed ? $0 : .methodNotAllowed } ?? .notFound
    }
}

extension Configuration {
    /// Listens for operators, if an address is configured. It must differ from those for visitors: with SO_REUSEPORT
    /// the kernel would allow both, and give each some connections of the other.
    func adminSockets(besides visitors: [SocketAddress]) throws(AdminListenError) -> [ListeningSocket] {
        guard let admin else { return inheritedAdmin }
        let found: [ListeningSocket]
        do {
            found = try Listeners(on: [admin], inherited: inheritedAdmin, sockets: sockets, workers: 1).sockets[0]
        } catch {
            throw AdminListenError(reason: error.reason)
        }
        for address in found.map(\.address)
        where visitors.contains(where: { $0.includes(address) || address.includes($0) }) {
            throw AdminListenError(reason: .portInUse(address))
        }
        return found
    }
}

/// Why the server cannot listen for operators.
package struct AdminListenError: Error {
    package let reason: ListenError.Reason
}
