/// An element of a list with weights (RFC 9110 §12.4.2), as in the fields of content negotiation.
struct WeightedElement {
    /// The part before the first parameter, without the blanks around it.
    let value: ArraySlice<UInt8>
    /// Whether there are parameters other than the weight.
    let hasParameters: Bool
    let weight: QualityValue

    /// Calls `body` with each element of a field line. It skips elements with a malformed weight. No element continues from one line
    /// to the next.
    static func forEach(in line: ArraySlice<UInt8>, _ body: (WeightedElement) -> Void) {
        var rest = line
        while !rest.isEmpty {
            let element = rest.prefixOutsideQuotes(upTo: UInt8(ascii: ","))
            rest = rest[element.endIndex...].dropFirst()
            if let element = WeightedElement(element) { body(element) }
        }
    }

    private init?(_ element: ArraySlice<UInt8>) {
        let value = element.prefixOutsideQuotes(upTo: UInt8(ascii: ";"))
        var rest = element[value.endIndex...]
        var weight: QualityValue?
        var hasParameters = false
        while !rest.isEmpty {
            let parameter = rest.dropFirst().prefixOutsideQuotes(upTo: UInt8(ascii: ";"))
            rest = rest[parameter.endIndex...]
            let text = parameter.withoutBlanks
            if weight == nil, text.prefix(2).isToken("q=") {
                guard let quality = QualityValue(text.dropFirst(2)) else { return nil }
                weight = quality
            } else {
                hasParameters = true
            }
        }
        self.value = value.withoutBlanks
        if self.value.isEmpty { return nil }
        self.weight = weight ?? .one
        self.hasParameters = hasParameters
    }
}

extension ArraySlice<UInt8> {
    /// The bytes before the next delimiter outside of quoted strings (RFC 9110 §5.6.4).
    fileprivate func prefixOutsideQuotes(upTo delimiter: UInt8) -> ArraySlice<UInt8> {
        var isQuoted = false
        var isEscaped = false
        return prefix { byte in
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else {
                return isQuoted || byte != delimiter
            }
            return true
        }
    }
}

/// A quality value (RFC 9110 §12.4.2), in thousandths: 0 is not acceptable, 1000 is preferred most.
struct QualityValue: Hashable, Sendable {
    static let zero = QualityValue(thousandths: 0)
    static let one = QualityValue(thousandths: 1000)

    let thousandths: Int

    private init(thousandths: Int) {
        self.thousandths = thousandths
    }

    /// Reads `0` or `1`, with up to three decimal places; nil for any other text.
    init?(_ text: ArraySlice<UInt8>) {
        guard let digit = text.first, digit == UInt8(ascii: "0") || digit == UInt8(ascii: "1") else { return nil }
        let fraction = text.dropFirst()
        let places = fraction.dropFirst()
        guard fraction.isEmpty || fraction.first == UInt8(ascii: "."), places.count <= 3,
            places.allSatisfy(\.isASCIIDigit)
        else { return nil }
        var thousandths = Int(digit - UInt8(ascii: "0")) * 1000
        var unit = 100
        for place in places {
            thousandths += Int(place - UInt8(ascii: "0")) * unit
            unit /= 10
        }
        guard thousandths <= QualityValue.one.thousandths else { return nil }
        self.init(thousandths: thousandths)
    }
}

extension QualityValue: Comparable {
    static func < (left: QualityValue, right: QualityValue) -> Bool { left.thousandths < right.thousandths }
}
