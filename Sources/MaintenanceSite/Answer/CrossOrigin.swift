package import HTTP

/// Which pages of other origins may read the answers (the CORS protocol, Fetch §3.3).
package struct CrossOrigin: Sendable {
    /// An origin, or all of them.
    package enum Allowed: Hashable, Sendable {
        case every
        /// Such as `https://example.org` or `https://example.org:8443`.
        case origin(String)
    }

    /// Seconds for which a browser keeps the answer to a preflight: the live site's may be another soon.
    private static let maxAge = "60"
    /// What a script may read beside the fields that are always its own (Fetch §3.3.3).
    private static let exposed = "Retry-After, Maintenance"

    private let allowed: Set<Allowed>
    /// What answers depend on, whoever asks: a cache that keeps one for nobody has to ask again for an origin that is
    /// named (Fetch §3.3.5).
    private let vary: [Response.Field]

    package init(_ allowed: [Allowed]) {
        self.allowed = Set(allowed)
        vary = self.allowed.subtracting([.every]).isEmpty ? [] : [("Vary", "Origin")]
    }

    /// What an answer to the request says; no grant where its origin may not read it, or is the same.
    package func fields(for request: RequestHead) -> [Response.Field] {
        let grant = grant(to: request)
        return (grant.isEmpty ? [] : grant + [("Access-Control-Expose-Headers", CrossOrigin.exposed)]) + vary
    }

    /// What a preflight is answered with (Fetch §3.3.2): whatever it asks for. nil where the request is none, or its origin
    /// may not have the answer.
    func preflight(for request: RequestHead) -> [Response.Field]? {
        guard request.method == .options, let method = request.listOfTokens(.accessControlRequestMethod) else {
            return nil
        }
        let grant = grant(to: request)
        if grant.isEmpty { return nil }
        let names = request.listOfTokens(.accessControlRequestHeaders)
        return grant + [("Access-Control-Allow-Methods", method), ("Access-Control-Max-Age", CrossOrigin.maxAge)]
            + (names.map { [("Access-Control-Allow-Headers", $0)] } ?? []) + vary
    }

    private func grant(to request: RequestHead) -> [Response.Field] {
        guard let origin = request.field(.origin) else { return [] }
        if allowed.contains(.origin(origin)) {
            return [("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true")]
        }
        return allowed.contains(.every) ? [("Access-Control-Allow-Origin", "*")] : []
    }
}

extension RequestHead {
    /// A field's value, if it is nothing but tokens, commas and blanks: it is sent back.
    fileprivate func listOfTokens(_ name: Field) -> String? {
        field(name).flatMap { value in
            value.utf8.allSatisfy { $0.isTokenCharacter || $0.isBlank || $0 == UInt8(ascii: ",") } ? value : nil
        }
    }
}
