internal import ArgumentParser
internal import HTTP
internal import MaintenanceServer
internal import MaintenanceSite

/// What the page and the files say, and to whom.
struct PageOptions: ParsableArguments {
    @Option(OptionTable.retryAfter) var retryAfter: String?
    @Option(OptionTable.untilFile) var untilFile: String?
    @Option(OptionTable.refresh) var refresh: String?
    @Option(OptionTable.header) var header: [String]
    @Option(OptionTable.cors) var cors: [String]
    @Flag(OptionTable.typedMisses) var typedMisses: Bool

    func apply(to configuration: inout Configuration) throws(Failure) {
        configuration.retryAfter = try OptionTable.retryAfter.setting(retryAfter).value
        let untilFile = try OptionTable.untilFile.setting(untilFile).value
        configuration.untilFile = untilFile?.isEmpty == true ? nil : untilFile
        let refresh = try OptionTable.refresh.setting(refresh).value
        configuration.refresh = refresh == 0 ? nil : refresh
        configuration.policy.fields = try OptionTable.header.setting(header).value
        let origins = try OptionTable.cors.setting(cors).value
        configuration.policy.crossOrigin = origins.isEmpty ? nil : CrossOrigin(origins)
        configuration.policy.typesMisses = try OptionTable.typedMisses.value(typedMisses)
    }
}
