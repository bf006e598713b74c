internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import MaintenanceSite
internal import System

/// Which site, or sites, to serve.
struct SiteOptions: ParsableArguments {
    @Option(OptionTable.directory) var directory: String?
    @Option(OptionTable.language) var language: LanguageTag?
    @Flag(OptionTable.byHost) var byHost: Bool
}

extension SiteOptions {
    /// Loads the sites, after raising the limit on descriptors.
    func load(status: CInt = EX_NOINPUT) throws(Failure) -> (source: SiteSource, snapshot: SiteSnapshot) {
        let directory = try OptionTable.directory.setting(directory)
        let language = try OptionTable.language.setting(language).value
        let isByHost = try OptionTable.byHost.value(byHost)
        DescriptorLimit.raise()
        let source = SiteSource(directory: directory.value, language: language, isByHost: isByHost)
        do {
            return (source, try source.load())
        } catch {
            throw Failure("\(directory.source) '\(directory.value)': \(error)", status: status)
        }
    }
}
