internal import ArgumentParser
internal import Glibc
internal import MaintenanceServer

/// The addresses to listen on.
struct ListenOptions: ParsableArguments {
    @Option(OptionTable.port) var port: String?
    @Option(OptionTable.address) var address: [String]
    @Option(OptionTable.listen) var listen: [String]

    init() {}

    init(_ texts: CommandLineTexts) {
        port = texts[OptionTable.port]
        address = texts[OptionTable.address]
        listen = texts[OptionTable.listen]
    }
}

/// The protocol at the start of connections.
struct ProxyProtocolOption: ParsableArguments {
    @Flag(OptionTable.proxyProtocol) var proxyProtocol: Bool

    init() {}

    init(_ texts: CommandLineTexts) {
        proxyProtocol = texts[OptionTable.proxyProtocol]
    }

    func setting() throws(Failure) -> Bool { try OptionTable.proxyProtocol.value(proxyProtocol) }
}

/// The properties of listening sockets.
struct SocketOptionGroup: ParsableArguments {
    @Option(OptionTable.socketMode) var socketMode: String?
    @Flag(OptionTable.reusePort) var reusePort: Bool

    init() {}

    init(_ texts: CommandLineTexts) {
        socketMode = texts[OptionTable.socketMode]
        reusePort = texts[OptionTable.reusePort]
    }

    func apply(to configuration: inout Configuration) throws(Failure) {
        configuration.sockets.socketMode = try OptionTable.socketMode.setting(socketMode).value.bits
        configuration.sockets.sharesPorts = try OptionTable.reusePort.value(reusePort)
    }
}

/// The addresses to listen on, and the options or variables that they come from.
struct ListenSettings {
    let endpoints: [ListenEndpoint]
    private let source: Source

    private enum Source {
        case listen(String)
        case addressAndPort(address: String, port: String)
    }

    /// `--listen` replaces `--address` and `--port`. Options take precedence over variables: if one of the two is on
    /// the command line, the variable of `--listen` is not read.
    init(_ options: ListenOptions) throws(Failure) {
        let namesAddress = !options.address.isEmpty || options.port != nil
        guard options.listen.isEmpty || !namesAddress else {
            throw Failure(
                "--listen replaces --address and --port, and cannot be combined with them", status: EX_USAGE)
        }
        if !namesAddress {
            let listen = try OptionTable.listen.setting(options.listen)
            if !listen.value.isEmpty {
                endpoints = listen.value
                source = .listen(listen.source)
                return
            }
        }
        let port = try OptionTable.port.setting(options.port)
        let address = try OptionTable.address.setting(options.address)
        endpoints = address.value.map { .port(port.value, of: $0) }
        source = .addressAndPort(address: address.source, port: port.source)
    }

    /// Whether the addresses come from `--listen` or its variable.
    var isByListen: Bool {
        if case .listen = source { true } else { false }
    }

    /// The source of the endpoint's port, with its value.
    func portText(of endpoint: ListenEndpoint) -> String {
        switch (source, endpoint) {
        case (.addressAndPort(_, let name), .port(let port, _)): "\(name) '\(port)'"
        case (.listen(let name), _), (.addressAndPort(let name, _), .unix): "\(name) '\(endpoint)'"
        }
    }

    /// The source of the endpoint's address, with its value.
    func addressText(of endpoint: ListenEndpoint) -> String {
        switch (source, endpoint) {
        case (.addressAndPort(let name, _), .port(_, let address)): "\(name) '\(address)'"
        case (.listen(let name), _), (.addressAndPort(let name, _), .unix): "\(name) '\(endpoint)'"
        }
    }
}

extension Failure {
    /// Names the option or variable that the endpoint comes from.
    init(_ error: ListenError, _ settings: ListenSettings) {
        let culprit =
            switch error.reason {
            case .portInUse, .notPermitted: settings.portText(of: error.endpoint)
            default: settings.addressText(of: error.endpoint)
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
