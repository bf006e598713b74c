/// The media types that a client accepts, as Accept tells (RFC 9110 §12.5.1).
///
/// Parameters of media ranges are passed over, and so are malformed elements.
package struct Accept: Sendable {
    /// How much a client wants a media type.
    package struct Preference: Sendable {
        let weight: QualityValue
        let precision: MediaRange.Precision
    }

    /// No client wants more; a head of nothing else would take a long time.
    private static let limit = 100

    private var ranges: [MediaRange] = []

    /// Reads the request's field; nil where it has none.
    package init?(_ request: RequestHead) {
        let lines = request.values(of: .accept)
        if lines.isEmpty { return nil }
        for line in lines {
            WeightedElement.forEach(in: line) { element in
                if ranges.count < Accept.limit, let range = MediaRange(element) { ranges.append(range) }
            }
        }
    }

    /// How much the client wants a type such as `text/html`, in lower case, by the most exact range; nil for not at all.
    package func preference(for mediaType: String) -> Preference? {
        var best: Preference?
        for range in ranges where range.includes(mediaType) {
            if let best, best.precision > range.precision { continue }
            best = Preference(weight: range.weight, precision: range.precision)
        }
        return best.flatMap { $0.weight == .zero ? nil : $0 }
    }

    /// The same, where the client names the type itself: for a type that content may be asked for by, and is not sent as.
    package func preference(naming mediaType: String) -> Preference? {
        preference(for: mediaType).flatMap { $0.precision == .type ? $0 : nil }
    }

    /// How much the client wants types of a structured syntax, whose names end in a suffix such as `+json`
    /// (RFC 6838 §4.2.8), by the one that it wants most; nil for not at all.
    ///
    /// Only those of applications count: what asks for `image/svg+xml` wants an image.
    package func preference(forSuffix suffix: String) -> Preference? {
        let weight = ranges.filter { $0.hasSuffix(suffix) }.map(\.weight).max() ?? .zero
        return weight == .zero ? nil : Preference(weight: weight, precision: .structuredSyntax)
    }
}

extension Accept.Preference: Comparable {
    /// Of types of one weight, the one that is named more exactly is wanted more.
    package static func < (left: Accept.Preference, right: Accept.Preference) -> Bool {
        (left.weight, left.precision) < (right.weight, right.precision)
    }
}
