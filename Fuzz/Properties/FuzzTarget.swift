/// What is fuzzed: each takes any bytes, and ends the process where something does not hold for them.
public enum FuzzTarget: String, CaseIterable, Sendable {
    case requestReader = "request-reader"
    case requestPath = "request-path"

    public func check(_ bytes: [UInt8]) {
        switch self {
        case .requestReader: checkRequestReader(bytes)
        case .requestPath: checkRequestPath(bytes)
        }
    }
}
