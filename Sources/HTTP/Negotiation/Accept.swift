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

/// A media range (RFC 9110 §12.5.1), such as `text/html`, `text/*` or `*/*`, with its weight.
struct MediaRange {
    /// How exactly a client names what it wants.
    enum Precision: Comparable, Sendable {
        case anyType
        case anySubtype
        /// By a type of the same structured syntax; no range by itself says so.
        case structuredSyntax
        case type
    }

    let precision: Precision
    let weight: QualityValue
    /// What the types in the range begin with, or are.
    private let type: ArraySlice<UInt8>

    /// Reads an element of Accept; nil where it is malformed.
    init?(_ element: WeightedElement) {
        let value = element.value
        guard let slash = value.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let (major, minor) = (value[..<slash], value[slash...].dropFirst())
        guard !major.isEmpty, !minor.isEmpty, major.allSatisfy(\.isTokenCharacter), minor.allSatisfy(\.isTokenCharacter)
        else { return nil }
        weight = element.weight
        switch (major.elementsEqual("*".utf8), minor.elementsEqual("*".utf8)) {
        case (true, true): (type, precision) = ([], .anyType)
        case (false, true): (type, precision) = (value.dropLast(), .anySubtype)
        case (false, false): (type, precision) = (value, .type)
        case (true, false): return nil
        }
    }

    /// Whether a type, in lower case, is in the range.
    func includes(_ mediaType: String) -> Bool {
        let bytes = mediaType.utf8
        guard precision != .type || bytes.count == type.count, bytes.count >= type.count else { return false }
        return zip(type, bytes).allSatisfy { $0.lowercasedASCII == $1 }
    }

    /// Whether it names one type, of applications, whose name ends in the suffix, which is in lower case.
    func hasSuffix(_ suffix: String) -> Bool {
        let tree = "application/"
        guard precision == .type, type.count > tree.utf8.count + suffix.utf8.count else { return false }
        return type.starts(with: tree.utf8) { $0.lowercasedASCII == $1 }
            && type.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) { $0.lowercasedASCII == $1 }
    }
}
