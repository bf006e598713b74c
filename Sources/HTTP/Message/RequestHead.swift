/// The head of a request that keeps to RFC 9112: its request line and its field lines.
package struct RequestHead: Sendable {
    /// HTTP/1.1 stands for every later minor version too (RFC 9110 §2.5).
    package enum Version: Sendable {
        case http10
        case http11
    }

    package let method: Method
    package let version: Version
    /// The head as it was received.
    let bytes: [UInt8]
    let target: Range<Int>
    let fieldLines: [FieldLine]
}

extension RequestHead {
    /// Lends the request target (RFC 9112 §3.2) as it was received.
    package func withTarget<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        body(bytes.span.extracting(target))
    }

    /// The method's name as it was received.
    package var methodName: ArraySlice<UInt8> { bytes[..<(target.lowerBound - 1)] }

    /// Whether the method asks for nothing to be done (RFC 9110 §9.2.1), by IANA's registry of methods.
    package var isSafe: Bool {
        RequestHead.safeMethods.contains { $0.utf8.elementsEqual(methodName) }
    }

    private static let safeMethods = [
        "GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY", "PRI",
    ]

    /// The request target as it was received.
    package var targetBytes: ArraySlice<UInt8> { bytes[target] }

    /// The value of the first field line of that name, as it was received; nil where there is none.
    package func firstValue(of name: String) -> ArraySlice<UInt8>? {
        values(of: name).first
    }

    /// The value of a field, of several lines with that name joined by commas (RFC 9110 §5.3); nil where there is none.
    package func field(_ name: String) -> String? {
        let values = values(of: name)
        return values.isEmpty ? nil : values.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
    }

    /// The values of the field lines of that name, in any case (RFC 9110 §5.1), each without the blanks around it.
    func values(of name: String) -> [ArraySlice<UInt8>] {
        places(of: name).map { bytes[$0] }
    }

    /// Where those are in the head's bytes.
    func places(of name: String) -> [Range<Int>] {
        let (bytes, name) = (bytes.span, name.utf8.span)
        var places: [Range<Int>] = []
        for line in fieldLines where bytes.extracting(line.name).isEqualInAnyCase(to: name) {
            places.append(line.value)
        }
        return places
    }
}

extension RequestHead {
    /// A head of these parts, as if it had been received.
    package init(
        _ method: String, _ target: String, version: Version = .http11, fields: [(name: String, value: String)] = []
    ) {
        var bytes = Array("\(method) ".utf8)
        func append(_ text: String) -> Range<Int> {
            let start = bytes.count
            bytes += text.utf8
            return start..<bytes.count
        }
        self.method = Method(name: method.utf8.span)
        self.version = version
        self.target = append(target)
        fieldLines = fields.map { FieldLine(name: append($0.name), value: append($0.value)) }
        self.bytes = bytes
    }
}
