internal import HTTP

/// Neither the split of a PROXY header nor the bytes after it make a difference.
func checkProxyHeader(_ bytes: [UInt8]) {
    let whole = ProxyHeaderReader.read(bytes)
    if case .header(_, let length) = whole {
        precondition(length <= bytes.count, "the header is longer than what has come")
        precondition(ProxyHeaderReader.read(Array(bytes[..<length])) == whole, "what follows makes a difference")
        precondition(
            ProxyHeaderReader.read(Array(bytes[..<(length - 1)])) == .incomplete, "it was there before its end")
    }
    if whole == .incomplete { precondition(bytes.count < 2048, "the header has no end") }
    for count in 0..<bytes.count {
        let part = ProxyHeaderReader.read(Array(bytes[..<count]))
        precondition(part == .incomplete || part == whole, "the split makes a difference")
        if part != .incomplete { break }
    }
}
