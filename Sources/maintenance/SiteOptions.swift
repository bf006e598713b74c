internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import MaintenanceServer
internal import MaintenanceSite
internal import System

/// Which site, or sites.
struct SiteOptions: ParsableArguments {
    @Option(
        name: .customLong("dir"),
        help: ArgumentHelp(
            "The directory to serve, with index.html in it. [MAINTENANCE_DIR; default: static]",
            valueName: "directory"),
        completion: .directory)
    var directory: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            The only language of the page, such as de for index.de.html. \
            [MAINTENANCE_LANGUAGE; default: what the client wants]
            """, valueName: "tag"),
        transform: OptionText.language)
    var language: LanguageTag?

    @Flag(
        help: ArgumentHelp(
            """
            Each folder of the directory is the site of the host that it is named after; the one named default is for all \
            other hosts. [MAINTENANCE_BY_HOST, true or false; default: false]
            """))
    var byHost = false
}

extension SiteOptions {
    /// Loads what there is, with as many descriptors as the process may have.
    func load(status: CInt = EX_NOINPUT) throws(Failure) -> (source: SiteSource, snapshot: SiteSnapshot) {
        let directory = try Setting("dir", option: directory, default: "static") { $0 }
        let language = try Setting(
            "language", option: language.map(Optional.some), default: nil, read: OptionText.language)
        let isByHost = try Setting("by-host", option: byHost ? true : nil, default: false, read: OptionText.flag)
        DescriptorLimit.raise()
        let source = SiteSource(
            directory: directory.value, language: language.value, isByHost: isByHost.value)
        do {
            return (source, try source.load())
        } catch {
            throw Failure("\(directory.source) '\(directory.value)': \(error)", status: status)
        }
    }
}
