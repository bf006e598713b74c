import Foundation
import TestSupport
import Testing

@testable import maintenance

@Suite(.timeLimit(.minutes(15))) struct HelpTests {
    @Test func helpNamesEveryOptionWithItsVariable() throws {
        let help = try Command.run(["--help"])
        #expect(help.status == 0)
        #expect(help.standardError == "")
        for row in OptionTable.groups.flatMap(\.rows) {
            #expect(help.standardOutput.contains("  --\(row.name)"))
            #expect(help.standardOutput.contains("[\(row.variable)"))
        }
        #expect(help.standardOutput.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }

    @Test func theVersionIsOneLine() throws {
        let version = try Command.run(["--version"])
        #expect(version.status == 0)
        #expect(version.standardOutput.contains(#/^\d+\.\d+\.\d+\n$/#))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func shellsGetCompletions(shell: String) throws {
        let script = try Command.run(["--generate-completion-script", shell])
        #expect(script.status == 0)
        #expect(script.standardOutput.contains("retry-after"))
        #expect(script.standardOutput.contains("by-host"))
    }
}
