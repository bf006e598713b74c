internal import HTTP

/// Where a connection's bytes are split makes no difference, and nothing is read after the last request.
func checkRequestReader(_ bytes: [UInt8]) {
    var limits = RequestLimits()
    limits.headSize = 256
    limits.fieldLines = 8
    limits.bodySize = 64
    // The first byte tells where to split.
    let size = Int(bytes.first ?? 0) % 16 + 1
    let whole = read(bytes, in: bytes.count, limits)
    precondition(read(bytes, in: size, limits) == whole, "the split makes a difference")
    precondition(read(bytes, in: 1, limits) == whole, "the split makes a difference")
}

private func read(_ bytes: [UInt8], in size: Int, _ limits: RequestLimits) -> [String] {
    var reader = RequestReader(limits: limits)
    var requests: [String] = []
    var hasEnded = false
    for start in stride(from: 0, to: bytes.count, by: max(size, 1)) {
        bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { reader.receive($0) }
        while let request = reader.next() {
            precondition(!hasEnded, "a request after the last")
            if case .keepAlive = request.ending {} else { hasEnded = true }
            let host = request.outcome.head?.host.map { "\($0)" } ?? ""
            precondition(host == host.lowercased() || !host.utf8.allSatisfy { $0 < 128 }, "a host in two cases")
            requests.append("\(request)")
        }
        precondition(hasEnded == (reader.phase == .finished), "the reader goes on after the last request")
    }
    return requests
}
