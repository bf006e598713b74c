/// The content codings that a client accepts, from Accept-Encoding (RFC 9110 §12.5.3).
///
/// Malformed elements and unknown codings are ignored. Of two elements for one coding the lower weight counts, so that a coding that
/// a proxy excludes stays excluded.
package struct AcceptEncoding: Sendable {
    private var brotli: QualityValue?
    private var zstandard: QualityValue?
    private var gzip: QualityValue?
    private var identity: QualityValue?
    /// The weight of `*`, which applies to every coding that is not listed.
    private var others: QualityValue?

    /// Reads the field of the request; nil if it has none.
    package init?(_ request: RequestHead) {
        let lines = request.values(of: .acceptEncoding)
        if lines.isEmpty { return nil }
        for line in lines {
            WeightedElement.forEach(in: line) { element in
                if !element.hasParameters { accept(element.value, element.weight) }
            }
        }
    }

    /// Whether the client prefers the coding to the other. nil means no coding, which is acceptable even if the field excludes it:
    /// RFC 9110 §12.5.3 lets a server send the representation without a coding if no other one is acceptable.
    package func prefers(_ coding: ContentCoding, to other: ContentCoding?) -> Bool {
        let weight = weight(of: coding)
        guard let other else { return weight > .zero && weight >= identity ?? others ?? .zero }
        return weight > self.weight(of: other)
    }

    private func weight(of coding: ContentCoding) -> QualityValue {
        let listed =
            switch coding {
            case .brotli: brotli
            case .zstandard: zstandard
            case .gzip: gzip
            }
        return listed ?? others ?? .zero
    }
}

extension AcceptEncoding {
    private mutating func accept(_ name: ArraySlice<UInt8>, _ weight: QualityValue) {
        if name.isToken("br") {
            brotli = min(weight, brotli ?? weight)
        } else if name.isToken("zstd") {
            zstandard = min(weight, zstandard ?? weight)
        } else if name.isToken("gzip") || name.isToken("x-gzip") {
            // RFC 9110 §8.4.1.3
            gzip = min(weight, gzip ?? weight)
        } else if name.isToken("identity") {
            identity = min(weight, identity ?? weight)
        } else if name.isToken("*") {
            others = min(weight, others ?? weight)
        }
    }
}

/// A content coding (RFC 9110 §8.4.1), by its name in Content-Encoding. The order is that of preference if a client has none.
package enum ContentCoding: String, CaseIterable, Sendable {
    case brotli = "br"
    case zstandard = "zstd"
    case gzip = "gzip"
}
