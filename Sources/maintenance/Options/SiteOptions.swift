internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import MaintenancePage
internal import MaintenanceSite
internal import System

/// The site, or the sites, to serve.
struct SiteOptions: ServerOptionGroup {
    static let rows = [OptionTable.directory.row, OptionTable.language.row, OptionTable.byHost.row]

    var texts = CommandLineTexts()
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
        let language = try OptionTable.language.value(in: texts)
        let isByHost = try OptionTable.byHost.value(in: texts)
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
        let given = try OptionTable.directory.setting(in: texts)
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
