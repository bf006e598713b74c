/// The targets of fuzzing. Each takes any bytes, and ends the process if its property does not hold for them.
public enum FuzzTarget: String, CaseIterable, Sendable {
    case accept
    case acceptEncoding = "accept-encoding"
    case acceptLanguage = "accept-language"
    case conditions
    case forwarded
    case logEscaping = "log-escaping"
    case proxyHeader = "proxy-header"
    case range
    case requestPath = "request-path"
    case requestReader = "request-reader"

    public func check(_ bytes: [UInt8]) {
        switch self {
        case .accept: checkAccept(bytes)
        case .acceptEncoding: checkAcceptEncoding(bytes)
        case .acceptLanguage: checkAcceptLanguage(bytes)
        case .conditions: checkConditions(bytes)
        case .forwarded: checkForwarded(bytes)
        case .logEscaping: checkLogEscaping(bytes)
        case .proxyHeader: checkProxyHeader(bytes)
        case .range: checkRange(bytes)
        case .requestPath: checkRequestPath(bytes)
        case .requestReader: checkRequestReader(bytes)
        }
    }
}
