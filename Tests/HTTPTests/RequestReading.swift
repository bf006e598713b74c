@testable import HTTP

/// The results of a reader for a connection's bytes, as texts.
struct RequestReading: Equatable {
    private(set) var requests: [String] = []

    /// Reads the bytes in parts of those sizes, and a last one.
    init(_ bytes: [UInt8], pieces: [Int] = [], limits: RequestLimits = RequestLimits()) {
        var reader = RequestReader(limits: limits)
        var rest = bytes[...]
        for size in pieces + [bytes.count] {
            reader.receive(bytes, at: rest.prefix(size).indices)
            rest = rest.dropFirst(size)
            while let request = reader.next() { requests.append(RequestReading.describe(request)) }
        }
    }

    init(_ text: String, limits: RequestLimits = RequestLimits()) {
        self.init(Array(text.utf8), limits: limits)
    }

    private static func describe(_ request: IncomingRequest) -> String {
        let ending =
            switch request.ending {
            case .keepAlive(isAnnounced: false): "keep"
            case .keepAlive(isAnnounced: true): "keep-alive"
            case .close: "close"
            }
        switch request.outcome {
        case .request(let head):
            let target = head.withTarget { target in
                String(decoding: target.indices.map { target[$0] }, as: UTF8.self)
            }
            return "\(head.method) \(target) \(head.version) \(ending)"
        case .refused(let refusal, _):
            return "\(refusal.status.rawValue) \(refusal) \(ending)"
        }
    }
}
