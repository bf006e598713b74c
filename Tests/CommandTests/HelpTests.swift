import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct HelpTests {
    @Test func helpNamesEveryOptionWithItsVariable() throws {
        let help = try Command.run(["--help"])
        #expect(help.status == 0)
        #expect(help.standardError == "")
        for name in [
            "dir", "port", "address", "workers", "retry-after", "until", "until-file", "drain", "log-level",
            "log-format",
            "access-log", "log-health", "max-connections", "head-timeout", "body-timeout", "idle-timeout",
            "write-timeout", "minimum-rate", "trusted-proxy", "admin", "outage-gap", "listen", "socket-mode",
            "shutdown-delay", "refresh", "header", "cors", "language",
        ] {
            #expect(help.standardOutput.contains("--\(name) "))
            let variable = "MAINTENANCE_" + name.uppercased().replacing("-", with: "_")
            #expect(help.standardOutput.contains(variable))
        }
        #expect(help.standardOutput.contains("--proxy-protocol  "))
        #expect(help.standardOutput.contains("--reuse-port  "))
        #expect(help.standardOutput.contains("--by-host  "))
        #expect(help.standardOutput.contains("MAINTENANCE_BY_HOST"))
        #expect(help.standardOutput.contains("MAINTENANCE_REUSE_PORT"))
        #expect(help.standardOutput.contains("MAINTENANCE_PROXY_PROTOCOL"))
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
