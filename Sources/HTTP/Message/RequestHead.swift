/// The head of a request that keeps to RFC 9112: its request line and its field lines.
package struct RequestHead: Sendable {
    /// HTTP/1.1 stands for every later minor version too (RFC 9110 §2.5).
    package enum Version: Sendable {
        case http10
        case http11
    }

    /// A field line's name, and its value without the blanks around it; places in `bytes`.
    struct FieldLine: Sendable {
        let name: Range<Int>
        let value: Range<Int>
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

    /// The value of a field, of several lines with that name joined by commas (RFC 9110 §5.3); nil where there is none.
    package func field(_ name: String) -> String? {
        var joined: String?
        for line in fieldLines where isNamed(line, name) {
            let value = String(decoding: bytes[line.value], as: UTF8.self)
            joined = joined.map { $0 + ", " + value } ?? value
        }
        return joined
    }

    /// Whether a line has the name, in any case (RFC 9110 §5.1).
    func isNamed(_ line: FieldLine, _ name: String) -> Bool {
        let utf8 = name.utf8
        guard line.name.count == utf8.count else { return false }
        return zip(bytes[line.name], utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
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
        self.method = Method(name: method.utf8)
        self.version = version
        self.target = append(target)
        fieldLines = fields.map { FieldLine(name: append($0.name), value: append($0.value)) }
        self.bytes = bytes
    }
}
