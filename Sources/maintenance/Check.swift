internal import ArgumentParser
internal import MaintenanceSite

/// `maintenance check`
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Loads the site, lists what would be served, and warns of what breaks maintenance pages.")

    @OptionGroup var site: SiteOptions

    func run() throws {
    }
}
