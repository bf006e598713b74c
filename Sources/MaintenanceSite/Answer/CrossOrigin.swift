internal import HTTP

extension CrossOrigin.Allowed {
    /// Why a text is no origin that a browser would send.
    package enum Malformed: Error, Sendable, Equatable {
        case notAnOrigin
        /// Not from 1 to 65535, or with zeros before it.
        case malformedPort
        /// It has capital letters; as it is sent.
        case upperCase(String)
        /// It says the scheme's own port; as it is sent.
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

    /// The origin as browsers send it: in lower case, without the scheme's own port.
    private static func canonical(_ text: String) throws(Malformed) -> String {
        let parts = text.lowercased().split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].utf8.first, first.isASCIILetter,
            parts[0].utf8.allSatisfy({ $0.isASCIILetter || $0.isASCIIDigit || "+-.".utf8.contains($0) })
        else { throw .notAnOrigin }
        let (host, port) = split(parts[1])
        guard isHost(host) else { throw .notAnOrigin }
        let origin = "\(parts[0])://\(host)"
        guard let port else { return origin }
        guard port.utf8.allSatisfy(\.isASCIIDigit), port.first != "0", let number = UInt16(port) else {
            throw .malformedPort
        }
        return defaultPorts[String(parts[0])] == number ? origin : "\(origin):\(port)"
    }

    /// Parts the port from the host, which has colons itself where it is an IPv6 address in brackets.
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
        case .notAnOrigin: "an origin is such as https://app.example.org, without a path, or *"
        case .malformedPort: "an origin's port is from 1 to 65535"
        case .upperCase(let sent): "browsers send it as \(sent), in lower case"
        case .defaultPort(let sent): "browsers send it as \(sent), without the scheme's own port"
        }
    }
}
