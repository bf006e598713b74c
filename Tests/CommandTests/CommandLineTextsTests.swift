import ArgumentParser
import Testing

@testable import maintenance

/// The quick reader of the command line gives the same result as the parser, or leaves the arguments to it.
@Suite(.timeLimit(.minutes(15))) struct CommandLineTextsTests {
    private static let rows = OptionTable.groups.flatMap(\.rows)

    /// Every option in each form of an option with a value, and the flags once or twice.
    private static let commandLines: [[String]] = [
        [], every { [$0, "text of \($0)"] }, every { [$0, ""] }, every { ["\($0)=text=of \($0)"] },
        every { ["\($0)="] },
        every { [$0, "--help"] }, every { [$0, "first", "\($0)=second"] }, every(flag: { [$0, $0] }) { [$0, "text"] },
    ]

    private static func every(
        flag: (String) -> [String] = { [$0] }, option: (String) -> [String]
    ) -> [String] {
        rows.flatMap { row in row.valueName == nil ? flag("--\(row.name)") : option("--\(row.name)") }
    }

    @Test(arguments: commandLines) func theQuickReaderReadsTheSameAsTheParser(arguments: [String]) throws {
        let parsed = try #require(try Maintenance.parseAsRoot(Maintenance.separated(arguments)) as? Maintenance)
        let read = try #require(CommandLineTexts(arguments))
        for row in CommandLineTextsTests.rows {
            #expect(read[row] == parsed.commandLine[row])
            #expect(read[row].isEmpty == arguments.isEmpty)
        }
    }

    @Test(arguments: [
        ["status"], ["--help"], ["-h"], ["--version"], ["--nonsense"], ["--nonsense", "x"], ["--port"],
        ["--by-host=true"],
        ["static"], ["--"], ["-"], [""], ["--=x"], ["--dir", "static", "check"],
    ])
    func theQuickReaderLeavesTheRestToTheParser(arguments: [String]) {
        #expect(CommandLineTexts(arguments) == nil)
    }
}
