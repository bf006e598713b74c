internal import ArgumentParser
internal import HTTP
internal import MaintenanceServer

/// Limits on clients, and the proxies that name them.
struct ClientOptions: ParsableArguments {
    @Option(OptionTable.trustedProxy) var trustedProxy: [String]
    @Option(OptionTable.maxConnections) var maxConnections: String?
    @Option(OptionTable.headTimeout) var headTimeout: String?
    @Option(OptionTable.bodyTimeout) var bodyTimeout: String?
    @Option(OptionTable.idleTimeout) var idleTimeout: String?
    @Option(OptionTable.writeTimeout) var writeTimeout: String?
    @Option(OptionTable.minimumRate) var minimumRate: String?

    func apply(to configuration: inout Configuration) throws(Failure) {
        let proxies = try OptionTable.trustedProxy.setting(trustedProxy).value
        configuration.trustedProxies = TrustedProxies(proxies.flatMap(\.networks))
        configuration.maxConnections = try OptionTable.maxConnections.setting(maxConnections).value
        var deadlines = Deadlines()
        deadlines.head = .seconds(try OptionTable.headTimeout.setting(headTimeout).value)
        deadlines.body = .seconds(try OptionTable.bodyTimeout.setting(bodyTimeout).value)
        deadlines.idle = .seconds(try OptionTable.idleTimeout.setting(idleTimeout).value)
        deadlines.write = .seconds(try OptionTable.writeTimeout.setting(writeTimeout).value)
        deadlines.minimumRate = try OptionTable.minimumRate.setting(minimumRate).value
        configuration.deadlines = deadlines
    }
}
