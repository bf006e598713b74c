import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import maintenance

/// The manual pages and the completions, which are made from the command's help.
@Suite(.timeLimit(.minutes(15))) struct ManualTests {
    private let directory: TemporaryDirectory
    private let pages: [String]

    init() throws {
        directory = try TemporaryDirectory()
        let packaging = URL(filePath: #filePath).appending(path: "../../../Packaging").standardized.path
        let result = try Program(
            ["/usr/bin/python3", "-B", "-m", "manual", Command.executable.path, directory.path],
            environment: ["PYTHONPATH": packaging]
        ).waitForEnd()
        try #require(result.status == 0, "\(result.output)")
        pages = try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    }

    @Test func theCommandAndEachSubcommandHaveAManualPage() throws {
        let subcommands = Maintenance.configuration.subcommands.compactMap { $0.configuration.commandName }
        #expect(Set(pages).isSuperset(of: ["maintenance.1"] + subcommands.map { "maintenance-\($0).1" }))
        #expect(pages.contains("maintenance-haproxy-check.1"))
    }

    @Test func theManualNamesEveryOptionWithItsVariable() throws {
        let text = try Program(["/usr/bin/mandoc", "-T", "ascii", directory.path(of: "maintenance.1")]).waitForEnd()
            .output
            .replacing(#/.\u{8}/#, with: "")
        for row in OptionTable.groups.flatMap(\.rows) {
            #expect(text.contains("     --\(row.name)"))
            #expect(text.contains("     \(row.variable)\n"))
        }
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "ENVIRONMENT", "FILES", "EXIT STATUS", "SIGNALS"]
        {
            #expect(text.contains("\n\(section)\n"))
        }
    }

    @Test func mandocFindsNoFault() throws {
        let result = try Program(
            ["/usr/bin/mandoc", "-T", "lint", "-W", "warning"] + pages.map { directory.path(of: $0) }
        ).waitForEnd()
        #expect(result.status == 0)
        #expect(result.output == "")
    }

    @Test func groffFindsNoFault() throws {
        for page in pages {
            let result = try Program(
                ["/usr/bin/groff", "-mandoc", "-Tutf8", "-ww", "-z", directory.path(of: page)]
            ).waitForEnd()
            #expect(result.status == 0)
            #expect(result.output == "", "\(page)")
        }
    }

    @Test func manShowsEachPage() throws {
        for page in pages {
            let result = try Program(
                ["/usr/bin/man", "--warnings", "--local-file", directory.path(of: page)],
                environment: ["LC_ALL": "C.UTF-8", "MANPAGER": "cat"]
            ).waitForEnd()
            #expect(result.status == 0)
            #expect(result.output.contains("SEE ALSO") && !result.output.contains("warning:"), "\(page)")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func theShellReadsItsCompletions(shell: String) throws {
        let script = try Command.run(["--generate-completion-script", shell]).standardOutput
        let result = try Program(["/usr/bin/env", shell, "-n", "script"], files: ["script": script]).waitForEnd()
        #expect(result.status == 0)
        #expect(result.output == "")
    }
}
