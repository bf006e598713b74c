import Foundation
import TestSupport
import Testing

/// `maintenance haproxy check`
@Suite(.timeLimit(.minutes(15))) struct HAProxyCheckTests {
    private static let sound = """
        defaults
            mode http
            option redispatch
            retries 4
            default-server inter 1s observe layer4 error-limit 1 on-error mark-down
        frontend www
            bind :80
            default_backend app

        """
    private static let backend = """
        backend app
            server app1 127.0.0.1:8080 check
            server maintenance "$HOST:8088" check backup

        """

    private func check(_ arguments: [String], in directory: TemporaryDirectory) throws -> Command.Result {
        try Command.run(
            ["haproxy", "check"] + arguments, environment: ["HOST": "127.0.0.1"], directory: directory.path)
    }

    @Test func severalFilesAndDirectoriesAreOneConfiguration() throws {
        let directory = try TemporaryDirectory([
            "conf.d/10-defaults.cfg": HAProxyCheckTests.sound, "conf.d/20-app.cfg": HAProxyCheckTests.backend,
            "conf.d/notes.txt": "nonsense\n", "conf.d/.hidden.cfg": "nonsense\n",
        ])
        for paths in [["conf.d"], ["conf.d/10-defaults.cfg", "conf.d/20-app.cfg"]] {
            let result = try check(paths, in: directory)
            #expect(result.status == 0)
            #expect(
                result.standardOutput == "conf.d/20-app.cfg:1: backend app: backup maintenance (conf.d/20-app.cfg:3)\n")
            #expect(result.standardError == "")
        }
    }

    @Test(
        arguments: [
            ("disabled", [], 1), ("maxconn 9", [], 0), ("maxconn 9", ["--strict"], 1), ("frob", [], 0),
            ("frob", ["--strict"], 1),
            ("weight 9", ["--strict"], 0), ("send-proxy", [], 1), ("send-proxy", ["--proxy-protocol", "--strict"], 0),
            ("disabled", ["--server", "other"], 0), ("disabled", ["--server", "other", "--server", "maintenance"], 1),
        ] as [(String, [String], Int32)])
    func theStatusSaysWhetherSomethingIsWrong(words: String, options: [String], status: Int32) throws {
        let text = HAProxyCheckTests.sound + HAProxyCheckTests.backend.replacing("backup", with: "backup \(words)")
        let directory = try TemporaryDirectory(["haproxy.cfg": text])
        let result = try check(options + ["haproxy.cfg"], in: directory)
        #expect(result.status == status, "\(result.standardOutput)")
        #expect(result.standardError == "")
        let json = try check(options + ["--format", "json", "haproxy.cfg"], in: directory)
        #expect(json.status == status)
        #expect(try JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8)) is [String: Any])
    }

    @Test func whatCannotBeReadIsSaid() throws {
        let directory = try TemporaryDirectory(["binary.cfg": "backend a\0\n", "empty/x.txt": ""])
        try directory.write(Data(repeating: UInt8(ascii: "#"), count: 9 << 20), to: "huge.cfg")
        for (path, reason) in [
            ("missing.cfg", "No such file or directory"), ("binary.cfg", "it is a binary file"),
            ("huge.cfg", "it is larger than 8 MiB"), ("empty", "the directory has no file *.cfg"),
            ("/dev/null", "it is not a file"),
        ] {
            let result = try check([path], in: directory)
            #expect(result.status == 66)
            #expect(result.standardOutput == "")
            #expect(result.standardError == "maintenance: haproxy check: '\(path)': \(reason)\n")
        }
    }
}
