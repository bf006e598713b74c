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
    /// Evaluates the preconditions of a GET or HEAD, in the order of RFC 9110 §13.2.2, against the entity tag of the
    /// selected representation. While that is not known yet, no precondition decides anything.
    ///
    /// Conditions by date are ignored: the live site has the same URLs, and a date does not say which of the two sites
    /// a client has its copy from.
    package func evaluatePreconditions(against current: EntityTag?) -> PreconditionResult {
        guard let current else { return .met }
        if let tags = field(.ifMatch), !EntityTagList(tags).names(current, by: .strong) { return .failed }
        if let tags = field(.ifNoneMatch), EntityTagList(tags).names(current, by: .weak) { return .notModified }
        return .met
    }
}
