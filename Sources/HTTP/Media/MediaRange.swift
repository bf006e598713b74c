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
