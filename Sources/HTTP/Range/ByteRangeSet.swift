/// The value of Range in the unit `bytes` (RFC 9110 §14.1.2, §14.2).
package struct ByteRangeSet: Sendable {
    /// At least one.
    package let ranges: [ByteRange]

    /// nil for another unit and for what is malformed: a Range field like that is ignored.
    package init?(_ value: String) {
        var reader = FieldValueReader(value)
        // RFC 9110 §14.1: names of range units are case-insensitive.
        let unit = reader.take { $0 != UInt8(ascii: "=") }
        guard unit.elementsEqual("bytes".utf8, by: { $0.lowercasedASCII == $1 }), reader.take("=") else { return nil }
        var ranges: [ByteRange] = []
        let isList = reader.takeList { reader in
            guard let range = reader.takeByteRange() else { return false }
            ranges.append(range)
            return true
        }
        guard isList, !ranges.isEmpty else { return nil }
        self.ranges = ranges
    }
}
