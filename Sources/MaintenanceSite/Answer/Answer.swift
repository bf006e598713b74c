package import HTTP

extension Site {
    /// The answer to a request.
    package enum Answer: Sendable {
        /// The answer to OPTIONS, such as HAProxy's health check.
        case options
        /// The answer to a preflight, with these fields.
        case preflight([Response.Field])
        case page(SelectedRepresentation)
        /// The answer for a missing part of a page.
        case miss(TypedMiss)
        case resource(SelectedRepresentation, ResourceOutcome)
    }

    /// The answer to a request for a resource.
    package enum ResourceOutcome: Equatable, Sendable {
        /// 200, 206 or 416.
        case performed(RangeResult)
        /// 304
        case notModified
        /// 412
        case preconditionFailed
    }
}

extension Site.Answer {
    /// Whether it is sent from a file on disk, which can change at any time.
    package var isOfFileOnDisk: Bool {
        if case .resource(let selected, _) = self { selected.representation.isOnDisk } else { false }
    }
}

extension Site {
    /// Decides the answer to a request.
    ///
    /// Preconditions and ranges apply only to resources. RFC 9110 §13.2.1 ignores them for OPTIONS, and if the answer
    /// without them is neither 2xx nor 412, like the page.
    package func answer(to request: RequestHead, by policy: AnswerPolicy = AnswerPolicy()) -> Answer {
        switch request.method {
        case .options:
            return policy.crossOrigin?.preflight(for: request).map(Answer.preflight) ?? .options
        case .get, .head, .post:
            guard let path = request.withTarget(ResourcePath.init), let resource = resource(at: path) else {
                return policy.typesMisses ? missOrPage(for: request) : page(for: request)
            }
            let selected = SelectedRepresentation(of: resource, for: request)
            // The file is incomplete, and is loaded once it is complete.
            guard selected.representation.isIntact else { return page(for: request) }
            return .resource(selected, outcome(of: request, for: selected))
        case .connect, .other:
            return page(for: request)
        }
    }

    private func page(for request: RequestHead) -> Answer {
        .page(SelectedRepresentation(of: page.variant(for: request).document(for: request.method), for: request))
    }

    private func missOrPage(for request: RequestHead) -> Answer {
        if let miss = TypedMiss(request) { return .miss(miss) }
        var document = page.variant(for: request).document(for: request.method)
        document.negotiationFields.append(TypedMiss.fieldName)
        return .page(SelectedRepresentation(of: document, for: request))
    }

    /// Preconditions first, then the range (RFC 9110 §13.2.2).
    private func outcome(of request: RequestHead, for selected: SelectedRepresentation) -> ResourceOutcome {
        // A form that is sent to the URL of a resource gets the whole resource.
        guard request.method != .post else { return .performed(.whole) }
        let entityTag = selected.representation.entityTag
        switch request.evaluatePreconditions(against: entityTag) {
        case .notModified: return .notModified
        case .failed: return .preconditionFailed
        case .met: break
        }
        // RFC 9110 §14.2 defines Range for GET alone.
        guard request.method == .get else { return .performed(.whole) }
        let length = selected.representation.contents.count
        return .performed(request.evaluateRange(of: length, entityTag))
    }
}

/// The operator's settings for answers.
package struct AnswerPolicy: Sendable {
    /// Whether missing parts of pages get an empty answer of the requested type.
    package var typesMisses = false
    /// The other origins that may read the answers.
    package var crossOrigin: CrossOrigin?
    /// Header fields that the operator adds to the page and the resources.
    package var fields: [OperatorField] = []

    package init() {}

    /// The fields that the policy adds to an answer to the request.
    package func fields(for request: RequestHead) -> [Response.Field] {
        fields.map { ($0.name, $0.value) } + (crossOrigin?.fields(for: request) ?? [])
    }
}

extension Document {
    /// The best representation for a request (RFC 9110 §12.1): in a coding that the client accepts, or else without a
    /// coding.
    package func representation(for request: RequestHead) -> Representation {
        let encoded = encoded
        guard !encoded.isEmpty, let accepted = AcceptEncoding(request) else { return identity }
        var best = identity
        for representation in encoded {
            if let coding = representation.coding, accepted.prefers(coding, to: best.coding) { best = representation }
        }
        return best
    }
}

/// A document, and its representation that is selected for a request (RFC 9110 §3.2).
package struct SelectedRepresentation: Sendable {
    package let document: Document
    package let representation: Representation
}

extension SelectedRepresentation {
    init(of document: Document, for request: RequestHead) {
        self.init(document: document, representation: document.representation(for: request))
    }
}

/// A missing part of a page, by its destination (Fetch Metadata §2.1). It gets an empty body of its type, because the
/// page would not be visible in its place.
package enum TypedMiss: Sendable {
    case script
    case style
    case image

    /// Returns nil if the request is not for such a part, or the browser does not send its destination.
    init?(_ request: RequestHead) {
        guard request.method.isGetOrHead, let destination = request.field(.secFetchDest) else { return nil }
        switch destination {
        case "script", "worker", "serviceworker", "sharedworker", "audioworklet", "paintworklet": self = .script
        case "style": self = .style
        case "image": self = .image
        default: return nil
        }
    }

    /// The field with the destination.
    static let fieldName = "Sec-Fetch-Dest"

    /// The value of Content-Type.
    var mediaType: String {
        switch self {
        case .script: "text/javascript; charset=utf-8"
        case .style: "text/css; charset=utf-8"
        case .image: "image/svg+xml"
        }
    }

    /// An empty body that is valid for the type.
    var contents: Contents {
        switch self {
        case .script, .style: TypedMiss.comment
        case .image: TypedMiss.emptyImage
        }
    }

    private static let comment = Contents.memory(Bytes("/* maintenance */\n"))
    private static let emptyImage = Contents.memory(Bytes("<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"))
}
