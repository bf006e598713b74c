/// The elements of a list (RFC 9110 §5.6.1.2), the last first, without the blanks around them and without the empty ones.
///
/// Reading from the end, what a client has put in front, such as a quote that is never closed, does not change how the
/// elements are read that proxies have added. Each byte is looked at a few times.
struct LastElements {
    private var rest: ArraySlice<UInt8>

    init(_ list: ArraySlice<UInt8>) {
        rest = list
    }

    mutating func next() -> ArraySlice<UInt8>? {
        while !rest.isEmpty {
            let element = takeLast().withoutBlanks
            if !element.isEmpty { return element }
        }
        return nil
    }

    /// Takes what follows the last comma that is not in a quoted string, and the comma.
    private mutating func takeLast() -> ArraySlice<UInt8> {
        var isQuoted = false
        var index = rest.endIndex
        while index > rest.startIndex {
            index -= 1
            switch rest[index] {
            case UInt8(ascii: "\""):
                var backslashes = index
                while backslashes > rest.startIndex, rest[backslashes - 1] == UInt8(ascii: "\\") { backslashes -= 1 }
                // RFC 9110 §5.6.4: after an odd number of them it is a character of the string.
                if (index - backslashes).isMultiple(of: 2) { isQuoted.toggle() }
                index = backslashes
            case UInt8(ascii: ",") where !isQuoted:
                defer { rest = rest[..<index] }
                return rest[(index + 1)...]
            default: break
            }
        }
        defer { rest = [] }
        return rest
    }
}
