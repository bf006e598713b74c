import HTTP

/// The split of a connection's bytes makes no difference, whether all pieces share an array or not, and nothing is read
/// after the last request.
func checkRequestReader(_ bytes: [UInt8]) {
    var limits = RequestLimits()
    limits.headSize = 256
    limits.fieldLines = 8
    limits.bodySize = 64
    // The first byte decides the size of the pieces.
    let size = Int(bytes.first ?? 0) % 16 + 1
    let whole = read(bytes, in: bytes.count, limits)
    precondition(read(bytes, in: size, limits) == whole, "the split makes a difference")
    precondition(read(bytes, in: 1, limits) == whole, "the split makes a difference")
}

private func read(_ bytes: [UInt8], in size: Int, _ limits: RequestLimits) -> [String] {
    var reader = RequestReader(limits: limits)
    var requests: [String] = []
    var hasEnded = false
    // Every other piece is received at another place in an array that the next piece overwrites.
    var shared = [UInt8](repeating: 0x2A, count: max(size, 1) + 8)
    for (index, start) in stride(from: 0, to: bytes.count, by: max(size, 1)).enumerated() {
        let piece = Array(bytes[start..<min(start + size, bytes.count)])
        if index.isMultiple(of: 2) {
            reader.receive(piece, at: 0..<piece.count)
        } else {
            let place = (index % 8)..<(index % 8 + piece.count)
            shared.replaceSubrange(place, with: piece)
            reader.receive(shared, at: place)
        }
        while let request = reader.next() {
            precondition(!hasEnded, "a request after the last")
            if case .keepAlive = request.ending {} else { hasEnded = true }
            let host = request.outcome.head?.host.map { "\($0)" } ?? ""
            precondition(host == host.lowercased() || !host.utf8.allSatisfy { $0 < 128 }, "a host in two cases")
            requests.append(describe(request))
        }
        precondition(hasEnded == (reader.deadline == nil), "the reader goes on after the last request")
        reader.keepUnread()
        for index in shared.indices { shared[index] = 0x2A }
    }
    return requests
}

private func describe(_ request: IncomingRequest) -> String {
    let head = request.outcome.head
    let isRefused = if case .refused(let refusal, _) = request.outcome { "\(refusal)" } else { "" }
    let isKept = if case .keepAlive = request.ending { "\(request.ending)" } else { "closed" }
    let fields = RequestHead.Field.allCases.map { field in head?.values(of: field).map(Array.init) ?? [] }
    return "\(head.map { Array($0.methodName) } ?? []) \(head.map { Array($0.targetBytes) } ?? [])"
        + " \(String(describing: head?.version)) \(fields) \(isRefused) \(isKept)"
}
