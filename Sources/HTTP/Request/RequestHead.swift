/// The head of a request that conforms to RFC 9112: its request line and its field lines.
///
/// A head shares the receive buffer. All connections of a server receive into one array, so a head that outlives the next receipt is
/// `detached` first. Otherwise that receipt copies the whole array.
///
/// A class, because passing a head from function to function then copies a reference instead of 250 bytes.
package final class RequestHead: Sendable {
    /// HTTP/1.1 stands for every later minor version too (RFC 9110 §2.5).
    package enum Version: Sendable {
        case http10
        case http11
    }

    package let method: Method
    package let version: Version
    /// Bytes that contain the head.
    private let bytes: [UInt8]
    /// The range of the head in these bytes.
    private let place: Range<Int>
    /// The request target, and the values of the fields, relative to the first byte of the head.
    private let target: HeadPlace
    private let fields: FieldTable

    init(_ line: RequestLine, _ fields: FieldTable, in bytes: [UInt8], at place: Range<Int>) {
        method = line.method
        version = line.version
        target = HeadPlace(line.target)
        self.fields = fields
        self.bytes = bytes
        self.place = place
    }

    /// A copy that shares no bytes with the receive buffer.
    private init(detaching head: RequestHead) {
        method = head.method
        version = head.version
        target = head.target
        fields = head.fields
        bytes = Array(head.bytes[head.place])
        place = 0..<bytes.count
    }
}

extension RequestHead {
    /// Bytes of the request line and all field lines.
    var size: Int { place.count }

    /// Whether an empty line ends it. The head of a refused request may have been read in part.
    package var isWhole: Bool { bytes[place].suffix(4).elementsEqual("\r\n\r\n".utf8) }

    /// A copy that shares no bytes with the receive buffer.
    package func detached() -> RequestHead {
        place.count == bytes.count ? self : RequestHead(detaching: self)
    }

    /// Lends the request target (RFC 9112 §3.2) as it was received.
    package func withTarget<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        let bytes = bytes
        return body(bytes.span.extracting(absolute(target)))
    }

    /// The request target as it was received.
    package var targetBytes: ArraySlice<UInt8> { bytes[absolute(target)] }

    /// The method's name as it was received.
    package var methodName: ArraySlice<UInt8> {
        bytes[place.lowerBound..<(place.lowerBound + target.range.lowerBound - 1)]
    }

    /// Whether the method is safe (RFC 9110 §9.2.1), by IANA's registry of methods.
    package var isSafe: Bool {
        switch method {
        case .get, .head, .options: true
        case .post, .connect: false
        case .other: RequestHead.otherSafeMethods.contains { $0.utf8.elementsEqual(methodName) }
        }
    }

    private static let otherSafeMethods = ["TRACE", "PROPFIND", "REPORT", "SEARCH", "QUERY", "PRI"]
}

extension RequestHead {
    /// Whether the request has the field.
    package func has(_ field: Field) -> Bool { fields.present.contains(field) }

    /// The value of the first line of the field, as it was received, without the blanks around it; nil if there is no line.
    package func firstValue(of field: Field) -> ArraySlice<UInt8>? {
        fields.firstPlace(of: field).map { bytes[absolute($0)] }
    }

    /// The values of the field's lines, in their order.
    package func values(of field: Field) -> [ArraySlice<UInt8>] {
        var values: [ArraySlice<UInt8>] = []
        forEachValue(of: field) { values.append($0) }
        return values
    }

    /// Calls `body` with the values of those fields in the set that the request has.
    package func forEachValue(in set: FieldSet, _ body: (Field, ArraySlice<UInt8>) -> Void) {
        var left = fields.present.intersection(set)
        while let field = left.popFirst() { forEachValue(of: field) { body(field, $0) } }
    }

    /// Calls `body` with the values of the field's lines, in their order.
    package func forEachValue(of field: Field, _ body: (ArraySlice<UInt8>) -> Void) {
        guard let first = firstValue(of: field) else { return }
        guard fields.isRepeated(field) else { return body(first) }
        forEachFieldLine { other, _, value in
            if other == field { body(value) }
        }
    }

    /// The value of the field, with several lines joined by commas (RFC 9110 §5.3); nil if there is no line.
    package func field(_ field: Field) -> String? {
        let values = values(of: field)
        return values.isEmpty ? nil : values.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
    }

    /// Lends the value of the first line of the field, and whether it is the only line; nil if there is no line.
    package func withFirstValue<Result>(of field: Field, _ body: (Span<UInt8>, _ isOnly: Bool) -> Result) -> Result? {
        guard let place = fields.firstPlace(of: field) else { return nil }
        let bytes = bytes
        return body(bytes.span.extracting(absolute(place)), !fields.isRepeated(field))
    }

    /// Calls `body` with each field line: the field, which is nil if the server does not read it, its name and its value.
    package func forEachFieldLine(
        _ body: (_ field: Field?, _ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Void
    ) {
        // SP, HTTP/1.x, CR and LF follow the target.
        var start = place.lowerBound + target.range.upperBound + 11
        let bytes = bytes
        let span = bytes.span
        while start < place.upperBound,
            let lineFeed = span.firstIndex(of: UInt8(ascii: "\n"), in: start..<place.upperBound),
            let line = try? FieldLine(span, at: start..<(lineFeed - 1))
        {
            body(Field(name: span.extracting(line.name)), bytes[line.name], bytes[line.value])
            start = lineFeed + 1
        }
    }

    /// The head in canonical form, without the fields about the body and the connection.
    package var canonicalBytes: [UInt8] {
        var canonical = methodName + [UInt8(ascii: " ")] + targetBytes + " HTTP/1.1\r\n".utf8
        forEachFieldLine { field, name, value in
            switch field {
            case .connection, .contentLength, .transferEncoding, .expect: break
            default: canonical += name + ": ".utf8 + value + "\r\n".utf8
            }
        }
        return Array(canonical + "\r\n".utf8)
    }

    private func absolute(_ part: HeadPlace) -> Range<Int> {
        let range = part.range
        return (place.lowerBound + range.lowerBound)..<(place.lowerBound + range.upperBound)
    }
}

extension RequestHead {
    /// Makes the head of a received request with these parts. The parts are not validated.
    package convenience init(
        _ method: String, _ target: String, version: Version = .http11, fields: [(name: String, value: String)] = []
    ) {
        var bytes: [UInt8] = []
        func append(_ text: String) -> Range<Int> {
            let start = bytes.count
            bytes += text.utf8
            return start..<bytes.count
        }
        let method = Method(name: bytes[append(method)].span)
        _ = append(" ")
        let line = RequestLine(method: method, target: append(target), version: version)
        _ = append(" HTTP/1.\(version == .http10 ? 0 : 1)\r\n")
        var table = FieldTable()
        for (name, value) in fields {
            let name = append(name)
            _ = append(": ")
            let value = append(value)
            if let field = Field(name: bytes[name].span) { table.add(field, at: HeadPlace(value)) }
            _ = append("\r\n")
        }
        _ = append("\r\n")
        self.init(line, table, in: bytes, at: 0..<bytes.count)
    }
}

/// How the body of a message is delimited (RFC 9112 §6).
enum BodyFraming: Equatable {
    /// That many bytes.
    case length(Int)
    /// Chunks, whose end is not known in advance.
    case chunked
}

extension RequestHead {
    /// How the body of the request is delimited (RFC 9112 §6.3), regardless of the method.
    var bodyFraming: BodyFraming {
        get throws(Refusal) {
            if !has(.contentLength), !has(.transferEncoding) { return .length(0) }
            let lengths = values(of: .contentLength)
            let encodings = values(of: .transferEncoding)
            guard lengths.isEmpty || encodings.isEmpty else { throw .lengthAndTransferEncoding }
            guard lengths.count <= 1 else { throw .malformedContentLength }
            if let length = lengths.first { return .length(try RequestHead.contentLength(length)) }
            let codings = encodings.flatMap { $0.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) }
            let places = codings.indices.filter { codings[$0].isToken("chunked") }
            guard places == [codings.indices.last] else { throw .malformedTransferEncoding }
            return .chunked
        }
    }

    /// The number, or Int.max if it is greater (RFC 9110 §8.6).
    private static func contentLength(_ digits: ArraySlice<UInt8>) throws(Refusal) -> Int {
        guard !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit) else { throw .malformedContentLength }
        return Int(String(decoding: digits, as: UTF8.self)) ?? .max
    }
}

extension RequestHead {
    /// Whether the client allows the connection to stay open after the answer (RFC 9112 §9.3).
    var isPersistent: Bool {
        guard has(.connection) else { return version == .http11 }
        let options = values(of: .connection).flatMap { $0.split(separator: UInt8(ascii: ",")) }
        if options.contains(where: { $0.isToken("close") }) { return false }
        return version == .http11 || options.contains { $0.isToken("keep-alive") }
    }

    /// Whether the client waits for an answer before it sends the body (RFC 9110 §10.1.1).
    var expectsContinue: Bool {
        version == .http11 && has(.expect)
            && values(of: .expect).flatMap { $0.split(separator: UInt8(ascii: ",")) }
                .contains { $0.isToken("100-continue") }
    }
}
