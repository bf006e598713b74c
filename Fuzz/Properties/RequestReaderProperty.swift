internal import HTTP

/// Where a connection's bytes are split makes no difference, nothing is read after the last request, and a plain request is
/// what the reader makes of it.
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
    checkPlainRequest(bytes)
}

private func checkPlainRequest(_ bytes: [UInt8]) {
    guard let plain = PlainRequest(bytes.span) else { return }
    var reader = RequestReader(limits: RequestLimits())
    bytes.withUnsafeBytes { reader.receive($0) }
    guard let request = reader.next(), case .request(let head) = request.outcome,
        request.ending == .keepAlive(isAnnounced: false)
    else { preconditionFailure("a plain request is none") }
    precondition(reader.next() == nil && reader.isBetweenRequests, "something follows a plain request")
    precondition(plain.method == head.method, "another method")
    precondition(bytes[plain.target] == head.targetBytes, "another target")
    let names: [(PlainRequest.Field, String)] = [
        (.host, "Host"), (.accept, "Accept"), (.acceptEncoding, "Accept-Encoding"),
        (.acceptLanguage, "Accept-Language"), (.ifModifiedSince, "If-Modified-Since"),
        (.ifNoneMatch, "If-None-Match"), (.origin, "Origin"), (.secFetchDest, "Sec-Fetch-Dest"),
        (.xForwardedFor, "X-Forwarded-For"),
    ]
    for (field, name) in names {
        let value = plain.value(of: field).map { String(decoding: bytes[$0], as: UTF8.self) }
        precondition(value == head.field(name), "another \(name)")
    }
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
