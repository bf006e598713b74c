internal import ArgumentParser
internal import System

/// The command, which serves a site or runs a subcommand.
@main
struct Maintenance: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maintenance",
        abstract: "Answers for a site that is down.",
        usage: """
            maintenance [<options>]
            maintenance note (<text> | --clear) [--in <tag>] ...
            maintenance until (<time> | none) [--state <directory>] ...
            maintenance on [--until <time>] [--note <text>] [--state <directory>] ...
            maintenance off [--state <directory>] ...
            maintenance status [--admin <[address:]port>] [--state <directory>] ...
            maintenance init <directory> [--force] [--site-name <name>] ...
            maintenance check [--dir <directory>] [--language <tag>] [--by-host]
                              [--host <name> ...] [--strict] [--format <format>]
            maintenance haproxy check <file> ... [--strict] [--format json]
            maintenance haproxy rehearse <file> ... [--dir <directory>]
            maintenance haproxy snippet [<application> ...] [--port <port>]
                                        [--proxy-protocol] [--admin <[address:]port>]
                                        [--haproxy-version <version>]
            maintenance healthcheck [--port <port>] [--address <address> ...]
                                    [--listen <where> ...] [--proxy-protocol]
            maintenance healthcheck --admin <[address:]port>
            """,
        discussion: """
            Serves a directory behind HAProxy as its backup server. A request that matches a file gets the file; every \
            other request, at any URL, gets index.html with status 503, at the same URL. Without a directory, the \
            built-in page is served.

            Every option can also be set by the environment variable in brackets. The option takes precedence.
            """,
        version: version,
        subcommands: [
            NoteCommand.self, UntilCommand.self, OnCommand.self, OffCommand.self, StatusCommand.self, InitCommand.self,
            CheckCommand.self, HAProxyCommand.self, HealthcheckCommand.self,
        ]
    )

    @OptionGroup(title: "Site") var site: SiteOptions
    @OptionGroup(title: "Site") var state: StateOptions
    @OptionGroup(title: "Built-in page") var brand: BrandingOptions
    @OptionGroup(title: "Listening") var listen: ListenOptions
    @OptionGroup(title: "Listening") var proxyProtocol: ProxyProtocolOption
    @OptionGroup(title: "Listening") var sockets: SocketOptionGroup
    @OptionGroup(title: "Page") var end: UntilOption
    @OptionGroup(title: "Page") var page: PageOptions
    @OptionGroup(title: "Clients") var clients: ClientOptions
    @OptionGroup(title: "Process") var process: ProcessOptions
    @OptionGroup(title: "Logs and metrics") var logs: LogOptions
    @OptionGroup(title: "Logs and metrics") var admin: AdminOptions

    /// The options of all groups.
    var commandLine: CommandLineTexts {
        let groups: [any ServerOptionGroup] = [
            site, state, brand, listen, proxyProtocol, sockets, end, page, clients, process, logs, admin,
        ]
        return groups.reduce(into: CommandLineTexts()) { $0.append($1.texts) }
    }

    func run() throws {
        try Serve(commandLine: commandLine).run()
    }

    static func main() {
        StandardDescriptors.fill()
        do {
            let arguments = Array(ProcessArguments.all.dropFirst())
            if let commandLine = CommandLineTexts(arguments) {
                try Serve(commandLine: commandLine).run()
            } else {
                var command = try parseAsRoot(separated(arguments))
                try command.run()
            }
        } catch {
            exit(for: error)
        }
    }

    /// Splits `--option=`, which scripts write with an empty variable, into two arguments. Otherwise the parser would
    /// take the next argument as the value.
    static func separated(_ arguments: [String]) -> [String] {
        arguments.flatMap { argument in
            argument.hasPrefix("--") && argument.hasSuffix("=") ? [String(argument.dropLast()), ""] : [argument]
        }
    }
}

/// The version of the release (Semantic Versioning).
let version = "1.0.0"
