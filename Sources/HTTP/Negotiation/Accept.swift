/// The media types that a client accepts, from Accept (RFC 9110 §12.5.1).
///
/// Parameters of media ranges and malformed elements are ignored.
package struct Accept: Sendable {
    /// How much a client prefers a media type.
    package struct Preference: Sendable {
        let weight: QualityValue
        let precision: MediaRange.Precision
    }

    /// How many ranges count. No client sends more, and the time has to be bounded.
    private static let limit = 100

    private var ranges: [MediaRange] = []

    /// Reads the field of the request; nil if it has none.
    package init?(_ request: RequestHead) {
        let lines = request.values(of: .accept)
        if lines.isEmpty { return nil }
        for line in lines {
            WeightedElement.forEach(in: line) { element in
                if ranges.count < Accept.limit, let range = MediaRange(element) { ranges.append(range) }
            }
        }
    }

    /// The preference for a type such as `text/html`, in lower case, by the most specific range; nil if it is not accepted.
    package func preference(for mediaType: String) -> Preference? {
        var best: Preference?
        for range in ranges where range.includes(mediaType) {
            if let best, best.precision > range.precision { continue }
            best = Preference(weight: range.weight, precision: range.precision)
        }
        return best.flatMap { $0.weight == .zero ? nil : $0 }
    }

    /// The preference for a type that the client names exactly. Clients may ask by such a type for content of another type.
    package func preference(naming mediaType: String) -> Preference? {
        preference(for: mediaType).flatMap { $0.precision == .type ? $0 : nil }
    }

    /// The highest preference for types of a structured syntax, whose names end in a suffix such as `+json` (RFC 6838 §4.2.8); nil if
    /// none is accepted.
    ///
    /// Only application types count, because a client that asks for `image/svg+xml` wants an image.
    package func preference(forSuffix suffix: String) -> Preference? {
        let weight = ranges.filter { $0.hasSuffix(suffix) }.map(\.weight).max() ?? .zero
        return weight == .zero ? nil : Preference(weight: weight, precision: .structuredSyntax)
    }
}

extension Accept.Preference: Comparable {
    /// Among types with equal weights, the client prefers the more specific.
    package static func < (left: Accept.Preference, right: Accept.Preference) -> Bool {
        (left.weight, left.precision) < (right.weight, right.precision)
    }
}

/// A media range (RFC 9110 §12.5.1), such as `text/html`, `text/*` or `*/*`, with its weight.
struct MediaRange {
    /// How specific a range is.
    enum Precision: Comparable, Sendable {
        case anyType
        case anySubtype
        /// A type of the same structured syntax. No range says so by itself.
        case structuredSyntax
        case type
    }

    let precision: Precision
    let weight: QualityValue
    /// The type, or the common start of all types in the range.
    private let type: ArraySlice<UInt8>

    /// Reads an element of Accept; nil if it is malformed.
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

    /// Whether the range is one application type with that suffix, which is in lower case.
    func hasSuffix(_ suffix: String) -> Bool {
        let tree = "application/"
        guard precision == .type, type.count > tree.utf8.count + suffix.utf8.count else { return false }
        return type.starts(with: tree.utf8) { $0.lowercasedASCII == $1 }
            && type.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) { $0.lowercasedASCII == $1 }
    }
}
