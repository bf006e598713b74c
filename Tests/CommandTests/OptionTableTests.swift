import Foundation
import TestSupport
import Testing

@testable import maintenance

/// The table of options agrees with the command.
@Suite(.timeLimit(.minutes(15))) struct OptionTableTests {
    @Test func theCommandHasTheOptionsOfTheTable() throws {
        let dump = try Command.run(["--experimental-dump-help"])
        let help = try JSONDecoder().decode(Help.self, from: Data(dump.standardOutput.utf8))
        let options = help.command.arguments.compactMap { argument in
            argument.names?.first { $0.kind == "long" }.map { (argument.sectionTitle ?? "", $0.name) }
        }
        let inCommand = options.filter { !["help", "version"].contains($0.1) }
        let inTable = OptionTable.groups.flatMap { group in group.rows.map { (group.title, $0.name) } }
        #expect(inCommand.map { "\($0.0): \($0.1)" }.sorted() == inTable.map { "\($0.0): \($0.1)" }.sorted())
    }

    /// Compose passes an unset variable as `NAME: ${NAME}`. Only an empty address is a value, which stands for all.
    @Test func emptyVariablesCountAsUnset() throws {
        let variables = OptionTable.groups.flatMap(\.rows).map(\.variable)
        #expect(variables.count > 30)
        var environment = Dictionary(uniqueKeysWithValues: variables.map { ($0, "") })
        environment["MAINTENANCE_ADDRESS"] = "127.0.0.1"
        let directory = try TemporaryDirectory(["static/index.html": "page"])
        let command = try Command(["--port", "0"], environment: environment, directory: directory.path)
        let line = try command.waitForListeningLine()
        #expect(line.contains(#/ info listening on 127\.0\.0\.1:\d+, serving static, resources: 0$/#))
    }

    /// `UPDATE_DOCUMENTATION=1 script/test --filter OptionTable` writes the page.
    @Test func theDocumentationIsTheTable() throws {
        let page = URL(filePath: #filePath).appending(path: "../../../Documentation/options.md").standardized
        let text = try String(contentsOf: page, encoding: .utf8)
        let marks = (start: "<!-- options -->\n", end: "<!-- end of options -->\n")
        let start = try #require(text.firstRange(of: marks.start)).upperBound
        let end = try #require(text.firstRange(of: marks.end)).lowerBound
        let updated = text[..<start] + OptionTable.markdown + text[end...]
        if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTATION"] != nil {
            try updated.write(to: page, atomically: true, encoding: .utf8)
        } else {
            #expect(text == updated)
        }
    }

    /// The relevant part of `--experimental-dump-help`.
    private struct Help: Decodable {
        struct Command: Decodable {
            let arguments: [Argument]
        }

        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
            }

            let names: [Name]?
            let sectionTitle: String?
        }

        let command: Command
    }
}

extension OptionTable {
    /// A table for each group.
    fileprivate static var markdown: String {
        groups.map { group in
            let rows = group.rows.map { row in
                let value = row.valueName.map { " \($0)" } ?? ""
                let note = row.variableNote.map { ", \($0)" } ?? ""
                return
                    "| `--\(row.name)\(value)` | `\(row.variable)`\(note) | \(row.defaultText ?? "") | \(row.help) |\n"
            }
            return "\n## \(group.title)\n\n| Option | Variable | Default | |\n|---|---|---|---|\n\(rows.joined())"
        }.joined() + "\n"
    }
}
