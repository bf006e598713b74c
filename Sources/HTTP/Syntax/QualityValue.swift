/// A quality value (RFC 9110 §12.4.2), in thousandths: 0 is not acceptable, 1000 is preferred most.
struct QualityValue: Hashable, Sendable {
    static let zero = QualityValue(thousandths: 0)
    static let one = QualityValue(thousandths: 1000)

    let thousandths: Int

    private init(thousandths: Int) {
        self.thousandths = thousandths
    }

    /// Reads `0` or `1`, which up to three decimal places may follow; nil for any other text.
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
