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

/// Whom the server's sockets are for, and how it leaves them to the next server.
struct RestartOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The permissions of a Unix socket's file, octal. [MAINTENANCE_SOCKET_MODE; default: 666]",
            valueName: "mode"),
        transform: OptionText.socketMode)
    var socketMode: mode_t?

    @Flag(
        help: ArgumentHelp(
            """
            Listen beside a server that has the same ports and is about to be stopped. \
            [MAINTENANCE_REUSE_PORT, true or false; default: false]
            """))
    var reusePort = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            How long the server still accepts connections once it is told to stop. \
            [MAINTENANCE_SHUTDOWN_DELAY; default: 0]
            """, valueName: "seconds"),
        transform: OptionText.drain)
    var shutdownDelay: Int?

    func socketOptions() throws(Failure) -> SocketOptions {
        var options = SocketOptions()
        options.socketMode =
            try Setting(
                "socket-mode", option: socketMode, default: options.socketMode, read: OptionText.socketMode
            ).value
        options.sharesPorts =
            try Setting("reuse-port", option: reusePort ? true : nil, default: false, read: OptionText.flag).value
        return options
    }

    func shutdownDelaySetting() throws(Failure) -> Duration {
        .seconds(try Setting("shutdown-delay", option: shutdownDelay, default: 0, read: OptionText.drain).value)
    }
}

/// Where to listen, and what says so.
struct ListenSettings {
    let places: [ListenPlace]
    private let source: Source

    private enum Source {
        case listen(String)
        case addressAndPort(address: String, port: String)
    }

    /// `--listen` takes the place of `--address` and `--port`. Options win over variables, here as anywhere: with either of
    /// the two on the command line, the variable of `--listen` is not read.
    init(_ options: ListenOptions) throws(Failure) {
        let namesAddress = !options.address.isEmpty || options.port != nil
        guard options.listen.isEmpty || !namesAddress else {
            throw Failure(
                "--listen takes the place of --address and --port, and cannot stand beside them", status: EX_USAGE)
        }
        if !namesAddress {
            let listen = try Setting(
                "listen", option: options.listen.isEmpty ? nil : options.listen, default: [], read: OptionText.places)
            if !listen.value.isEmpty {
                places = listen.value
                source = .listen(listen.source)
                return
            }
        }
        let port = try Setting("port", option: options.port, default: 8088, read: OptionText.port)
        let option = options.address.isEmpty ? nil : options.address.map(ListenAddress.init)
        let address = try Setting("address", option: option, default: [.localhost], read: OptionText.addresses)
        places = address.value.map { .port(port.value, of: $0) }
        source = .addressAndPort(address: address.source, port: port.source)
    }

    /// Whether `--listen`, or its variable, says where.
    var isByListen: Bool {
        if case .listen = source { true } else { false }
    }

    /// What has set the port of the place, with its value.
    func portText(of place: ListenPlace) -> String {
        switch (source, place) {
        case (.addressAndPort(_, let name), .port(let port, _)): "\(name) '\(port)'"
        case (.listen(let name), _), (.addressAndPort(let name, _), .unix): "\(name) '\(place)'"
        }
    }

    /// What has set the address of the place, with its value.
    func addressText(of place: ListenPlace) -> String {
        switch (source, place) {
        case (.addressAndPort(let name, _), .port(_, let address)): "\(name) '\(address)'"
        case (.listen(let name), _), (.addressAndPort(let name, _), .unix): "\(name) '\(place)'"
        }
    }
}

extension Failure {
    /// Names the option or variable that the place comes from.
    init(_ error: ListenError, _ settings: ListenSettings) {
        let culprit =
            switch error.reason {
            case .portInUse, .notPermitted: settings.portText(of: error.place)
            default: settings.addressText(of: error.place)
            }
        self.init("\(culprit): \(error.reason)", status: error.reason.status)
    }
}

extension ListenError.Reason {
    /// The exit status of sysexits.h.
    var status: CInt {
        switch self {
        case .unresolvable: EX_NOHOST
        case .notThisHost, .portInUse, .socketInUse, .directoryLocked: EX_UNAVAILABLE
        case .notASocket, .noDirectory: EX_CANTCREAT
        case .notPermitted: EX_NOPERM
        case .failed: EX_OSERR
        }
    }
}
