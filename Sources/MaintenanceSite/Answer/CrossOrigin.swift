package import HTTP
internal import System

/// The pages of other origins that may read the answers (the CORS protocol, Fetch §3.3).
package struct CrossOrigin: Sendable {
    /// An origin, or all origins.
    package enum Allowed: Hashable, Sendable {
        case every
        /// Such as `https://example.org` or `https://example.org:8443`.
        case origin(String)
    }

    /// The seconds for which browsers cache the answer to a preflight. It is short, because the live site may answer
    /// differently.
    private static let maxAge = "60"
    /// The fields that a script may read beside the safelisted ones (Fetch §3.3.3).
    private static let exposed = "Retry-After, Maintenance"

    private let allowed: Set<Allowed>
    /// Vary on all answers, so that caches do not reuse an answer without an origin for a named origin (Fetch §3.3.5).
    private let vary: [Response.Field]

    package init(_ allowed: [Allowed]) {
        self.allowed = Set(allowed)
        vary = self.allowed.subtracting([.every]).isEmpty ? [] : [("Vary", "Origin")]
    }

    /// The fields of an answer to the request. They grant nothing if its origin is not allowed, or if it has none.
    package func fields(for request: RequestHead) -> [Response.Field] {
        let grant = grant(to: request)
        return (grant.isEmpty ? [] : grant + [("Access-Control-Expose-Headers", CrossOrigin.exposed)]) + vary
    }

    /// The fields of the answer to a preflight (Fetch §3.3.2), which grant everything that is requested; nil if the
    /// request is not a preflight, or its origin is not allowed.
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
    /// The value of a field that contains only tokens, commas and blanks; otherwise nil, because the value is sent
    /// back.
    fileprivate func listOfTokens(_ name: Field) -> String? {
        field(name).flatMap { value in
            value.utf8.allSatisfy { $0.isTokenCharacter || $0.isBlank || $0 == UInt8(ascii: ",") } ? value : nil
        }
    }
}

extension CrossOrigin.Allowed {
    /// The reason why a text is not an origin that browsers send.
    package enum Malformed: Error, Sendable, Equatable {
        case notAnOrigin
        /// The port is not from 1 to 65535, or has leading zeros.
        case malformedPort
        /// The origin has capital letters. The value is the form that browsers send.
        case upperCase(String)
        /// The origin has the default port of its scheme. The value is the form that browsers send.
        case defaultPort(String)
    }

    /// Reads `*`, or an origin as browsers send it (RFC 6454 §6.2, URL Standard §4.7).
    package init(_ text: String) throws(Malformed) {
        if text == "*" {
            self = .every
            return
        }
        let sent = try CrossOrigin.Allowed.canonical(text)
        if text.utf8.contains(where: { $0 != $0.lowercasedASCII }) { throw .upperCase(sent) }
        guard sent == text else { throw .defaultPort(sent) }
        self = .origin(text)
    }

    /// The origin as browsers send it: in lower case, without the default port.
    private static func canonical(_ text: String) throws(Malformed) -> String {
        let text = text.lowercased()
        guard let mark = text.firstRange(of: "://") else { throw .notAnOrigin }
        let scheme = text[..<mark.lowerBound]
        guard let first = scheme.utf8.first, first.isASCIILetter,
            scheme.utf8.allSatisfy({ $0.isASCIILetter || $0.isASCIIDigit || "+-.".utf8.contains($0) })
        else { throw .notAnOrigin }
        let (host, port) = split(text[mark.upperBound...])
        guard isHost(host) else { throw .notAnOrigin }
        let origin = "\(scheme)://\(host)"
        guard let port else { return origin }
        guard port.utf8.allSatisfy(\.isASCIIDigit), port.first != "0", let number = UInt16(port) else {
            throw .malformedPort
        }
        return defaultPorts[String(scheme)] == number ? origin : "\(origin):\(port)"
    }

    /// Splits the port from the host. An IPv6 address in brackets contains colons.
    private static func split(_ authority: Substring) -> (host: Substring, port: Substring?) {
        let end = authority.lastIndex(of: "]") ?? authority.startIndex
        guard let colon = authority[end...].firstIndex(of: ":") else { return (authority, nil) }
        return (authority[..<colon], authority[colon...].dropFirst())
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.first == "[" {
            return host.last == "]" && host.count > 2
                && host.dropFirst().dropLast().utf8.allSatisfy { $0.hexDigitValue != nil || ":.".utf8.contains($0) }
        }
        return !host.isEmpty && host.utf8.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "-._".utf8.contains($0) }
    }

    private static let defaultPorts: [String: UInt16] = ["http": 80, "https": 443]
}

extension CrossOrigin.Allowed.Malformed: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAnOrigin: "an origin is written as https://app.example.org, without a path, or is *"
        case .malformedPort: "an origin's port is from 1 to 65535"
        case .upperCase(let sent): "browsers send it as \(sent), in lower case"
        case .defaultPort(let sent): "browsers send it as \(sent), without the scheme's own port"
        }
    }
}
