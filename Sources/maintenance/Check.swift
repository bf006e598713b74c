internal import ArgumentParser
internal import Glibc
internal import MaintenanceCheck
internal import MaintenanceSite
internal import MaintenanceServer
internal import System

/// `maintenance check`, for a site before it is needed.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Loads the site, lists what would be served, and warns of what breaks maintenance pages.",
        discussion: """
            Exits 0 where the site can be served, warnings or not, and 1 where it cannot. The list has a file's path, \
            media type and size in bytes; it goes to standard output, and warnings to standard error.
            """)

    @OptionGroup var site: SiteOptions

    func run() throws {
        let sites = try site.load(status: EXIT_FAILURE).snapshot.sites
        for line in SiteListing.lines(of: sites) { print(line) }
        guard fflush(nil) == 0 else { throw Failure("the list could not be written: \(SystemError.last)") }
        var standardError = StandardError()
        for warning in SitesCheck(sites).lines() {
            print("warning: \(printable(warning))", to: &standardError)
        }
    }
}
