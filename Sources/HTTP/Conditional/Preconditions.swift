/// What comes of a request's preconditions.
package enum PreconditionResult: Sendable {
    /// The method is performed.
    case met
    /// 304 (RFC 9110 §15.4.5).
    case notModified
    /// 412 (RFC 9110 §15.5.13).
    case failed
}

extension RequestHead {
    /// Evaluates the preconditions of a GET or HEAD, in the order of RFC 9110 §13.2.2, against the validators of the
    /// selected representation. An If-Match or If-None-Match that is there, even a malformed one, puts the date beside
    /// it out of force; a date that is none is ignored.
    package func evaluatePreconditions(against current: Validators, at now: HTTPDate) -> PreconditionResult {
        if let tags = field(.ifMatch) {
            guard EntityTagList(tags).names(current.entityTag, by: .strong) else { return .failed }
        } else if let date = date(.ifUnmodifiedSince, at: now) {
            guard current.lastModified <= date else { return .failed }
        }
        if let tags = field(.ifNoneMatch) {
            if EntityTagList(tags).names(current.entityTag, by: .weak) { return .notModified }
        } else if let date = date(.ifModifiedSince, at: now) {
            if current.lastModified <= date { return .notModified }
        }
        return .met
    }

    private func date(_ name: Field, at now: HTTPDate) -> HTTPDate? {
        field(name).flatMap { HTTPDate($0, at: now) }
    }
}
