/// What of a message follows its head (RFC 9112 §6).
enum BodyFraming: Equatable {
    /// That many bytes.
    case length(Int)
    /// Chunks, whose end is known only when they are read.
    case chunked
}

extension RequestHead {
    /// How the request's body is delimited (RFC 9112 §6.3), by whatever method.
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

    /// The number, or the greatest Int where it is greater (RFC 9110 §8.6).
    private static func contentLength(_ digits: ArraySlice<UInt8>) throws(Refusal) -> Int {
        guard !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit) else { throw .malformedContentLength }
        return Int(String(decoding: digits, as: UTF8.self)) ?? .max
    }
}
