/// The elements of a list (RFC 9110 §5.6.1.2), the last first, without the blanks around them and without the empty ones.
///
/// Reading from the end, what a client has put in front, such as a quote that is never closed, does not change how the
/// elements are read that proxies have added. Each byte is looked at a few times.
struct LastElements {
    private var rest: Range<Int>

    /// The list at that place, of bytes that `next` is given.
    init(at list: Range<Int>) {
        rest = list
    }

    mutating func next(in bytes: Span<UInt8>) -> Range<Int>? {
        while !rest.isEmpty {
            let element = bytes.withoutBlanks(takeLast(in: bytes))
            if !element.isEmpty { return element }
        }
        return nil
    }

    /// Takes what follows the last comma that is not in a quoted string, and the comma.
    private mutating func takeLast(in bytes: Span<UInt8>) -> Range<Int> {
        let start = rest.lowerBound
        var isQuoted = false
        var index = rest.upperBound
        while index > start {
            index -= 1
            switch bytes[index] {
            case UInt8(ascii: "\""):
                var backslashes = index
                while backslashes > start, bytes[backslashes - 1] == UInt8(ascii: "\\") { backslashes -= 1 }
                // RFC 9110 §5.6.4: after an odd number of them it is a character of the string.
                if (index - backslashes).isMultiple(of: 2) { isQuoted.toggle() }
                index = backslashes
            case UInt8(ascii: ",") where !isQuoted:
                defer { rest = start..<index }
                return (index + 1)..<rest.upperBound
            default: break
            }
        }
        defer { rest = start..<start }
        return rest
    }
}
