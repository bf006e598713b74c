internal import ArgumentParser
internal import HTTP

/// How much clients may take, how long, and who tells their addresses.
struct ClientOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Connections that may be open at once; others wait. \
            [MAINTENANCE_MAX_CONNECTIONS; default: 16384, or what the limit on descriptors leaves]
            """, valueName: "count"),
        transform: OptionText.maxConnections)
    var maxConnections: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long a request's head may take to arrive. [MAINTENANCE_HEAD_TIMEOUT; default: 10]",
            valueName: "seconds"),
        transform: OptionText.timeout)
    var headTimeout: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long a request's body may take to arrive. [MAINTENANCE_BODY_TIMEOUT; default: 10]",
            valueName: "seconds"),
        transform: OptionText.timeout)
    var bodyTimeout: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long a connection may wait for a request. [MAINTENANCE_IDLE_TIMEOUT; default: 620]",
            valueName: "seconds"),
        transform: OptionText.timeout)
    var idleTimeout: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long a client may take nothing of its answer. [MAINTENANCE_WRITE_TIMEOUT; default: 30]",
            valueName: "seconds"),
        transform: OptionText.timeout)
    var writeTimeout: Int?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Bytes a second that a client has to take of its answer, over each minute; 0 for none. \
            [MAINTENANCE_MINIMUM_RATE; default: 1024]
            """, valueName: "bytes"),
        transform: OptionText.minimumRate)
    var minimumRate: Int?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            """
            An address or a network whose Forwarded and X-Forwarded-For are believed; may be given several times. none \
            is nobody. [MAINTENANCE_TRUSTED_PROXY, parted by commas; default: 127.0.0.0/8, ::1]
            """, valueName: "network"),
        transform: OptionText.trustedProxies)
    var trustedProxy: [TrustedProxies] = []

    func trustedProxies() throws(Failure) -> TrustedProxies {
        let option = trustedProxy.isEmpty ? nil : TrustedProxies(trustedProxy.flatMap(\.networks))
        return try Setting("trusted-proxy", option: option, default: .loopback, read: OptionText.trustedProxies).value
    }

    func maxConnectionsSetting() throws(Failure) -> Int? {
        try Setting(
            "max-connections", option: maxConnections.map(Optional.some), default: nil,
            read: OptionText.maxConnections
        ).value
    }

    func deadlines() throws(Failure) -> Deadlines {
        var deadlines = Deadlines()
        deadlines.head = try timeout("head-timeout", headTimeout, default: deadlines.head)
        deadlines.body = try timeout("body-timeout", bodyTimeout, default: deadlines.body)
        deadlines.idle = try timeout("idle-timeout", idleTimeout, default: deadlines.idle)
        deadlines.write = try timeout("write-timeout", writeTimeout, default: deadlines.write)
        deadlines.minimumRate =
            try Setting(
                "minimum-rate", option: minimumRate, default: deadlines.minimumRate, read: OptionText.minimumRate
            ).value
        return deadlines
    }

    private func timeout(_ name: String, _ option: Int?, default standard: Duration) throws(Failure) -> Duration {
        try Setting(name, option: option.map { .seconds($0) }, default: standard) {
            .seconds(try OptionText.timeout($0))
        }
        .value
    }
}
