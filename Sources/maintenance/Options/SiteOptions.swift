internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import MaintenancePage
internal import MaintenanceSite
internal import System

/// The site, or the sites, to serve.
struct SiteOptions: ParsableArguments {
    @Option(OptionTable.directory) var directory: String?
    @Option(OptionTable.language) var language: String?
    @Flag(OptionTable.byHost) var byHost: Bool

    init() {}

    init(_ texts: CommandLineTexts) {
        directory = texts[OptionTable.directory]
        language = texts[OptionTable.language]
        byHost = texts[OptionTable.byHost]
    }
}

extension SiteOptions {
    /// The directory that is served by default, if it exists.
    private static let defaultDirectory = "static"

    /// Loads the sites in the given directory, or in the default one, or else the built-in page. Raises the limit on
    /// descriptors first.
    func load(
        _ branding: Branding = Branding(), status: CInt = EX_NOINPUT
    ) throws(Failure) -> (source: SiteSource, snapshot: SiteSnapshot) {
        let directory = try directorySetting()
        let language = try OptionTable.language.setting(language).value
        let isByHost = try OptionTable.byHost.value(byHost)
        DescriptorLimit.raise()
        guard let path = directory.value else {
            if isByHost {
                throw Failure("--by-host needs a directory with a folder for each host: --dir", status: status)
            }
            return try builtIn(branding, language)
        }
        let source = SiteSource(directory: path, language: language, isByHost: isByHost)
        do {
            return (source, try source.load())
        } catch {
            throw Failure("\(directory.source) '\(path)': \(error)", status: status)
        }
    }

    /// nil if no directory is given and the default one does not exist.
    func directorySetting() throws(Failure) -> Setting<String?> {
        let given = try OptionTable.directory.setting(directory)
        if given.value != nil { return given }
        let exists = access(SiteOptions.defaultDirectory, F_OK) == 0
        return Setting(value: exists ? SiteOptions.defaultDirectory : nil, source: given.source)
    }

    private func builtIn(
        _ branding: Branding, _ language: LanguageTag?
    ) throws(Failure) -> (source: SiteSource, snapshot: SiteSnapshot) {
        do {
            let source = SiteSource(builtIn: try BuiltInPage.files(for: branding), language: language)
            return (source, try source.load())
        } catch {
            throw Failure("the built-in page: \(error)", status: EX_SOFTWARE)
        }
    }
}
