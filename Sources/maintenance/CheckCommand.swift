internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import MaintenanceCheck
internal import MaintenanceServer
internal import MaintenanceSite
internal import System

/// `maintenance check`, for a site before the outage.
struct CheckCommand: ParsableCommand {
    enum Format: String, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Loads the site, lists its files, and warns of defects that break maintenance pages.",
        discussion: """
            Exits 0 if the site can be served, with warnings or without, and 1 if it cannot. The list has the path, the \
            media type and the size in bytes of each file; it goes to standard output. Warnings and notes go to standard \
            error, each with the name of its rule.
            """)

    @OptionGroup var site: SiteOptions

    @Flag(help: "Exit 1 if there is a warning.")
    var strict = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "text, or json for one JSON object with all warnings and notes in place of the list. [default: text]",
            valueName: "format"),
        completion: .list(Format.allCases.map(\.rawValue)))
    var format: String?

    @Option(
        name: .customLong("host"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            """
            A host that the site answers for. A reference to it counts as one to the site; may be given several times.
            """, valueName: "name"))
    var hosts: [String] = []

    func run() throws {
        let format =
            try format.map { try CheckCommand.read($0, "format") { try OptionText.name($0) as Format } } ?? .text
        let hosts = try hosts.map { try CheckCommand.read($0, "host", OptionText.hostName) }
        let sites = try loadSites()
        let directory = try site.directorySetting().value
        let findings = SitesCheck(sites, hosts: hosts) { folder in
            directory.flatMap { PageCandidate.path(in: "\($0)/\(folder)") }
        }.findings()
        switch format {
        case .text:
            try StandardOutput.print(lines: SiteListing.lines(of: sites), as: "the list")
            for line in CheckReport.lines(of: findings) { StandardError.print(line) }
        case .json:
            try StandardOutput.print(lines: [CheckReport.json(of: findings)], as: "the findings")
        }
        if strict, findings.count(.warning) > 0 { Glibc.exit(EXIT_FAILURE) }
    }

    private static func read<Value>(_ text: String, _ option: String, _ body: (String) throws -> Value) throws(Failure)
        -> Value
    {
        do {
            return try body(text)
        } catch {
            throw Failure("--\(option) '\(text)': \(error)", status: EX_USAGE)
        }
    }

    private func loadSites() throws(Failure) -> Sites {
        do {
            return try site.load(status: EXIT_FAILURE).snapshot.sites
        } catch {
            guard let directory = try site.directorySetting().value,
                let name = PageCandidate.path(in: directory)
                    ?? PageCandidate.path(in: "\(directory)/default").map({ "default/\($0)" })
            else { throw error }
            throw Failure("\(error.message); \(name) may be meant as the page", status: error.status)
        }
    }
}

extension OptionText {
    static func hostName(_ text: String) throws -> HostName {
        guard let name = HostName(text) else {
            throw InvalidText(description: "a host is a name such as www.example.org, without a scheme or a port")
        }
        return name
    }
}
