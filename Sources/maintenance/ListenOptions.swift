internal import ArgumentParser
internal import Glibc
internal import MaintenanceServer

/// Where the server is, and how connections to it begin.
struct ListenOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "The server's port; 0 takes a free one. [MAINTENANCE_PORT; default: 8088]",
        transform: OptionText.port)
    var port: UInt16?

    @Option(
        help: ArgumentHelp(
            """
            An address or a name where the server listens; may be given several times. An empty one stands for all \
            addresses, localhost for 127.0.0.1 and ::1. [MAINTENANCE_ADDRESS, parted by commas; default: localhost]
            """))
    var address: [String] = []

    @Flag(
        help: ArgumentHelp(
            """
            Every connection begins with HAProxy's PROXY header, of version 1 or 2; others are dropped. \
            [MAINTENANCE_PROXY_PROTOCOL, true or false; default: false]
            """))
    var proxyProtocol = false

    func portSetting() throws(Failure) -> Setting<UInt16> {
        try Setting("port", option: port, default: 8088, read: OptionText.port)
    }

    func addressSetting() throws(Failure) -> Setting<[ListenAddress]> {
        let option = address.isEmpty ? nil : address.map(ListenAddress.init)
        return try Setting("address", option: option, default: [.localhost], read: OptionText.addresses)
    }

    func proxyProtocolSetting() throws(Failure) -> Bool {
        try Setting("proxy-protocol", option: proxyProtocol ? true : nil, default: false, read: OptionText.flag).value
    }
}

extension Failure {
    /// Names the option that the address or the port comes from.
    init(_ error: ListenError, addresses: Setting<[ListenAddress]>, port: Setting<UInt16>) {
        let culprit =
            switch error.reason {
            case .portInUse, .notPermitted: "\(port.source) '\(port.value)'"
            case .unresolvable, .notThisHost, .failed: "\(addresses.source) '\(error.place)'"
            }
        self.init("\(culprit): \(error.reason)", status: Failure.status(of: error.reason))
    }

    static func status(of reason: ListenError.Reason) -> CInt {
        switch reason {
        case .unresolvable: EX_NOHOST
        case .notThisHost, .portInUse: EX_UNAVAILABLE
        case .notPermitted: EX_NOPERM
        case .failed: EX_OSERR
        }
    }
}
