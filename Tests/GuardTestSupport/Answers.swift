internal import TestSupport

/// The answers in a sequence of bytes.
struct Answers {
    private(set) var steps: [Step] = []
    /// Whether the last answer announces the end of the connection.
    private(set) var announceEnd = false

    private static let version = Array("HTTP/".utf8)

    /// Reads the bytes. With `isToHead` the first answer is to HEAD, and has no content.
    init(in bytes: [UInt8], isToHead: Bool) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if rest.starts(with: Answers.version) {
                let isToHead = isToHead && steps.isEmpty
                guard let response = RawResponse(Array(rest), toHead: isToHead) else {
                    steps.append(Answers.stray(rest))
                    return
                }
                steps.append(Answers.step(response))
                announceEnd = response["Connection"]?.lowercased() == "close"
                rest = rest.dropFirst(response.length)
            } else {
                let next = rest.firstRange(of: Answers.version)?.lowerBound ?? rest.endIndex
                steps.append(Answers.stray(rest[..<next]))
                rest = rest[next...]
            }
        }
    }

    private static func step(_ response: RawResponse) -> Step {
        guard response.statusLine.hasPrefix("HTTP/1.1 ") else { return .stray(response.statusLine) }
        return switch (response.status, response.text) {
        case (503, TrialSite.page), (503, ""): .page
        case (200, "smuggled"): .smuggled
        case (200, "honest"): .honest
        default: .status(response.status)
        }
    }

    private static func stray(_ bytes: ArraySlice<UInt8>) -> Step {
        .stray(String(decoding: bytes.prefix { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self))
    }
}
