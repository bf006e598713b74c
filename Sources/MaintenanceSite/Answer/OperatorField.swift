internal import HTTP

/// A header field that the operator has added to the answers.
package struct OperatorField: Sendable {
    /// The reason why a text is not a valid field.
    package enum Invalidity: Error, Sendable {
        case noColon
        /// RFC 9110 §5.1
        case malformedName
        /// RFC 9110 §5.5: the value contains a control character.
        case malformedValue
        /// The field of that name would break the answers, or make them wrong.
        case refused(String, OperatorFieldRefusal)
    }

    package let name: String
    package let value: String

    /// Reads `Name: value`.
    package init(_ text: String) throws(Invalidity) {
        let bytes = Array(text.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { throw .noColon }
        guard colon > 0, bytes[..<colon].allSatisfy(\.isTokenCharacter) else { throw .malformedName }
        name = String(decoding: bytes[..<colon], as: UTF8.self)
        if let refusal = OperatorFieldRefusal(ofField: name) { throw .refused(name, refusal) }
        let value = bytes[(colon + 1)...].withoutBlanks
        guard value.allSatisfy({ $0.isBlank || $0 > 0x20 && $0 != 0x7F }) else { throw .malformedValue }
        self.value = String(decoding: value, as: UTF8.self)
    }
}

extension OperatorField.Invalidity: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noColon: "a header field is written as 'X-Status: maintenance'"
        case .malformedName: "the part before the colon is not a field name"
        case .malformedValue: "a field's value has no control characters"
        case .refused(let name, let refusal): "\(name) \(refusal)"
        }
    }
}

/// The reason why the operator may not add a header field to all answers.
package enum OperatorFieldRefusal: Sendable {
    /// The server sends the field itself, or it belongs to the connection.
    case serversOwn
    /// The field belongs to the CORS protocol (Fetch §3.3).
    case crossOrigin
    /// RFC 6266 §4.2
    case download
    /// The field describes a single file, such as a digest (RFC 9530) or a location (RFC 9110 §8.7).
    case ofOneFile
    /// RFC 9110 §10.2.2
    case redirect
    /// RFC 9111 §5.1
    case cachesOwn
    /// RFC 9111 §5.3: caches that do not know Cache-Control use it instead.
    case freshness

    /// Returns nil for a permitted field.
    init?(ofField name: String) {
        let name = name.lowercased()
        if name.hasPrefix("access-control-") {
            self = .crossOrigin
        } else if let refusal = OperatorFieldRefusal.others[name] {
            self = refusal
        } else if OperatorFieldRefusal.namesOfServer.contains(name) {
            self = .serversOwn
        } else {
            return nil
        }
    }

    private static let namesOfServer: Set = [
        "accept-ranges", "allow", "cache-control", "connection", "content-encoding", "content-language",
        "content-length", "content-range", "content-type", "date", "etag", "keep-alive", "last-modified",
        "maintenance", "proxy-connection", "refresh", "retry-after", "server-timing", "te", "trailer",
        "transfer-encoding", "upgrade", "vary", "x-content-type-options",
    ]

    private static let others: [String: OperatorFieldRefusal] = [
        "age": .cachesOwn, "content-digest": .ofOneFile, "content-disposition": .download,
        "content-location": .ofOneFile, "content-md5": .ofOneFile, "digest": .ofOneFile, "expires": .freshness,
        "location": .redirect, "repr-digest": .ofOneFile,
    ]
}

extension OperatorFieldRefusal: CustomStringConvertible {
    /// The description follows the name of the field.
    package var description: String {
        switch self {
        case .serversOwn: "is set by the server"
        case .crossOrigin: "is set by --cors"
        case .download: "would make browsers save the page instead of showing it"
        case .ofOneFile: "differs from file to file, but would be added to all"
        case .redirect: "is for redirects, and the server sends none"
        case .cachesOwn: "is set by caches"
        case .freshness: "would contradict Cache-Control"
        }
    }
}
