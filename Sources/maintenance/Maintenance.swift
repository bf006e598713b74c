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

    @OptionGroup var serve: Serve

    func run() throws {
        try serve.run()
    }

    static func main() {
        StandardDescriptors.fill()
        do {
            let arguments = Array(ProcessArguments.all.dropFirst())
            if let texts = CommandLineTexts(arguments) {
                try Serve(texts).run()
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
