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

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            """
            Where the server listens, in place of --address and --port: ADDRESS:PORT, :PORT for all addresses, \
            unix:PATH or unix:@NAME; may be given several times. [MAINTENANCE_LISTEN, parted by commas]
            """, valueName: "where"),
        transform: OptionText.place)
    var listen: [ListenPlace] = []

    @Flag(
        help: ArgumentHelp(
            """
            Every connection begins with HAProxy's PROXY header, of version 1 or 2; others are dropped. \
            [MAINTENANCE_PROXY_PROTOCOL, true or false; default: false]
            """))
    var proxyProtocol = false

    func proxyProtocolSetting() throws(Failure) -> Bool {
        try Setting("proxy-protocol", option: proxyProtocol ? true : nil, default: false, read: OptionText.flag).value
    }
}
