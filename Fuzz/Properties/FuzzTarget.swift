/// What is fuzzed: each takes any bytes, and ends the process where something does not hold for them.
public enum FuzzTarget: String, CaseIterable, Sendable {
    case acceptEncoding = "accept-encoding"
    case conditions
    case forwarded
    case proxyHeader = "proxy-header"
    case range
    case requestPath = "request-path"
    case requestReader = "request-reader"

    public func check(_ bytes: [UInt8]) {
        switch self {
        case .acceptEncoding: checkAcceptEncoding(bytes)
        case .conditions: checkConditions(bytes)
        case .forwarded: checkForwarded(bytes)
        case .proxyHeader: checkProxyHeader(bytes)
        case .range: checkRange(bytes)
        case .requestPath: checkRequestPath(bytes)
        case .requestReader: checkRequestReader(bytes)
        }
    }
}
