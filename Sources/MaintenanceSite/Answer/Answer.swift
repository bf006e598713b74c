package import HTTP

extension Site {
    /// What a request is answered with.
    package enum Answer: Sendable {
        /// Whom the site may be asked by, and for what; HAProxy's health check.
        case options
        /// The answer to a preflight, with these fields.
        case preflight([Response.Field])
        case page(SelectedRepresentation)
        /// What stands in for a missing part of a page.
        case miss(TypedMiss)
        case resource(SelectedRepresentation, ResourceOutcome)
    }

    /// What a request for a resource gets.
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
    /// Whether it is sent from a file on disk, which may be overwritten at any time.
    package var isOfFileOnDisk: Bool {
        if case .resource(let selected, _) = self { selected.representation.isOnDisk } else { false }
    }
}

extension Site {
    /// Decides the answer to a request.
    ///
    /// Preconditions and ranges are for resources alone: RFC 9110 §13.2.1 has them ignored where the answer without them
    /// is none of 2xx and 412, as the page is, and for OPTIONS.
    package func answer(to request: RequestHead, by policy: AnswerPolicy = AnswerPolicy()) -> Answer {
        switch request.method {
        case .options:
            return policy.crossOrigin?.preflight(for: request).map(Answer.preflight) ?? .options
        case .get, .head, .post:
            guard let path = request.withTarget(ResourcePath.init), let resource = resource(at: path) else {
                return policy.typesMisses ? missOrPage(for: request) : page(for: request)
            }
            let selected = SelectedRepresentation(of: resource, for: request)
            // Half-written, and loaded again once it is whole.
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
        // A form that is sent to a resource's URL is answered as if the resource had been asked for, and no more.
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
