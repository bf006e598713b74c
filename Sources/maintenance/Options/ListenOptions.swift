internal import ArgumentParser
internal import Glibc
internal import MaintenanceServer

/// The addresses to listen on.
struct ListenOptions: ServerOptionGroup {
    static let rows = [OptionTable.port.row, OptionTable.address.row, OptionTable.listen.row]

    var texts = CommandLineTexts()
}

/// The protocol at the start of connections.
struct ProxyProtocolOption: ServerOptionGroup {
    static let rows = [OptionTable.proxyProtocol.row]

    var texts = CommandLineTexts()

    func setting() throws(Failure) -> Bool { try OptionTable.proxyProtocol.value(in: texts) }
}

/// The properties of listening sockets.
struct SocketOptionGroup: ServerOptionGroup {
    static let rows = [OptionTable.socketMode.row, OptionTable.reusePort.row]

    var texts = CommandLineTexts()

    func apply(to configuration: inout Configuration) throws(Failure) {
        configuration.sockets.socketMode = try OptionTable.socketMode.value(in: texts).bits
        configuration.sockets.sharesPorts = try OptionTable.reusePort.value(in: texts)
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
        let texts = options.texts
        let namesAddress = texts.has(OptionTable.address.row) || texts.has(OptionTable.port.row)
        guard !namesAddress || !texts.has(OptionTable.listen.row) else {
            throw Failure(
                "--listen replaces --address and --port, and cannot be combined with them", status: EX_USAGE)
        }
        if !namesAddress {
            let listen = try OptionTable.listen.setting(in: texts)
            if !listen.value.isEmpty {
                endpoints = listen.value
                source = .listen(listen.source)
                return
            }
        }
        let port = try OptionTable.port.setting(in: texts)
        let address = try OptionTable.address.setting(in: texts)
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
