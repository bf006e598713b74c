/// A media range (RFC 9110 §12.5.1), such as `text/html`, `text/*` or `*/*`, with its weight.
struct MediaRange {
    /// How exactly a media range names a type.
    enum Precision: Int, Sendable {
        case anyType
        case anySubtype
        case type
    }

    let precision: Precision
    let weight: QualityValue
    /// What the types in the range begin with, or are, in lower case.
    private let type: [UInt8]

    /// Reads an element of Accept; nil where it is malformed.
    init?(_ element: WeightedElement) {
        let bytes = element.value.map(\.lowercasedASCII)
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isTokenCharacter) }) else {
            return nil
        }
        weight = element.weight
        switch (parts[0].elementsEqual("*".utf8), parts[1].elementsEqual("*".utf8)) {
        case (true, true): (type, precision) = ([], .anyType)
        case (false, true): (type, precision) = (Array(bytes.dropLast()), .anySubtype)
        case (false, false): (type, precision) = (bytes, .type)
        case (true, false): return nil
        }
    }

    /// Whether a type, in lower case, is in the range.
    func includes(_ mediaType: String) -> Bool {
        precision == .type ? type.elementsEqual(mediaType.utf8) : mediaType.utf8.starts(with: type)
    }
}
