internal import ArgumentParser
internal import Glibc
internal import MaintenanceServer
internal import MaintenanceSite

/// Which site.
struct SiteOptions: ParsableArguments {
    @Option(
        name: .customLong("dir"),
        help: ArgumentHelp(
            "The directory to serve, with index.html in it. [MAINTENANCE_DIR; default: static]",
            valueName: "directory"),
        completion: .directory)
    var directory: String?

    func setting() throws(Failure) -> Setting<String> {
        try Setting("dir", option: directory, default: "static") { $0 }
    }
}

extension Setting<String> {
    /// Loads the site in the directory that the setting names, with as many descriptors as the process may have.
    func load(status: CInt = EX_NOINPUT) throws(Failure) -> (source: SiteSource, snapshot: SiteSnapshot) {
        DescriptorLimit.raise()
        let site = SiteSource(directory: value)
        do {
            return (site, try site.load())
        } catch {
            throw Failure("\(source) '\(value)': \(error)", status: status)
        }
    }
}
