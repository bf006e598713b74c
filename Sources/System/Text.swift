internal import CLinux

// Searching and replacing, by bytes. The standard library has the same functions in its module _StringProcessing, whose engine for
// regular expressions would make the executable a tenth larger. So the product is built without that module (Package.swift). Tests
// have both, and take those of the standard library.

extension Collection<UInt8> {
    /// The first range of the bytes of `other`; nil if they do not occur.
    @_disfavoredOverload
    package func firstRange(of other: some Collection<UInt8>) -> Range<Index>? {
        let bytes = Array(other)
        if bytes.isEmpty { return startIndex..<startIndex }
        let found: Int?? = withContiguousStorageIfAvailable { $0.offset(of: bytes) }
        guard let offset = found ?? Array(self).withUnsafeBufferPointer({ $0.offset(of: bytes) }) else { return nil }
        let start = index(startIndex, offsetBy: offset)
        return start..<index(start, offsetBy: bytes.count)
    }

    /// Whether the bytes of `other` occur next to each other.
    @_disfavoredOverload
    package func contains(_ other: some Collection<UInt8>) -> Bool {
        firstRange(of: other) != nil
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func offset(of other: [UInt8]) -> Int? {
        guard let baseAddress else { return nil }
        // memmem(3) reads no further than the two counts.
        let found = memmem(baseAddress, count, other, other.count)
        return found.map { UnsafeRawPointer($0) - UnsafeRawPointer(baseAddress) }
    }
}

extension RangeReplaceableCollection<UInt8> {
    /// The bytes with `replacement` in the place of each occurrence of `other`, which is not empty.
    @_disfavoredOverload
    package func replacing(_ other: some Collection<UInt8>, with replacement: some Collection<UInt8>) -> Self {
        var result = Self()
        var rest = self[...]
        while let range = rest.firstRange(of: other), !range.isEmpty {
            result.append(contentsOf: rest[..<range.lowerBound])
            result.append(contentsOf: replacement)
            rest = rest[range.upperBound...]
        }
        result.append(contentsOf: rest)
        return result
    }
}

extension StringProtocol {
    /// The first range of the UTF-8 bytes of `other`; nil if they do not occur.
    @_disfavoredOverload
    package func firstRange(of other: some StringProtocol) -> Range<Index>? {
        utf8.firstRange(of: other.utf8)
    }

    /// Whether the UTF-8 bytes of `other` occur next to each other.
    @_disfavoredOverload
    package func contains(_ other: some StringProtocol) -> Bool {
        firstRange(of: other) != nil
    }

    /// The text with `replacement` in the place of each occurrence of `other`, which is not empty.
    @_disfavoredOverload
    package func replacing(_ other: some StringProtocol, with replacement: some StringProtocol) -> String {
        String(decoding: Array(utf8).replacing(other.utf8, with: replacement.utf8), as: UTF8.self)
    }
}

/// Escapes the control characters in a text, so that a file name can neither control a terminal nor forge a line of the
/// log.
package func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        if scalar.properties.generalCategory == .control {
            result += scalar.escaped(asASCII: true)
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}

extension String {
    /// Whether the UTF-8 bytes of this string sort before those of the other. `<` treats canonically equivalent strings as equal.
    package func precedesByBytes(_ other: String) -> Bool {
        let precedes: Bool?? = utf8.withContiguousStorageIfAvailable { bytes in
            other.utf8.withContiguousStorageIfAvailable { bytes.lexicographicallyPrecedes($0) }
        }
        return (precedes ?? nil) ?? utf8.lexicographicallyPrecedes(other.utf8)
    }
}
