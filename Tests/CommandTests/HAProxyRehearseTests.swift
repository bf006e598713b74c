import Foundation
import TestSupport
import Testing

/// `maintenance haproxy rehearse`, without a whole rehearsal.
@Suite(.timeLimit(.minutes(15))) struct HAProxyRehearseTests {
    private static let sound = """
        defaults
            mode http
            timeout client 10s
            timeout server 10s
            timeout connect 1s
        frontend www
            bind :80
            default_backend app
        backend app
            server app1 10.0.0.1:80 check
            server maintenance 127.0.0.1:8088 check backup

        """

    @Test(
        arguments: [
            (
                "\(sound)    frobnicate yes\n", [], EX_DATAERR,
                "HAProxy refuses the configuration: haproxy.cfg:12: unknown keyword"
            ),
            ("\(sound)    server \"open\n", [], EX_DATAERR, "haproxy.cfg:12: a quote is not closed"),
            (sound.replacing(" backup", with: ""), [], EX_DATAERR, "no backend has a server marked 'backup'"),
            (sound, ["--server", "sorry"], EX_DATAERR, "no backend has a server marked 'backup'"),
            ("\0\(sound)", [], EX_NOINPUT, "'haproxy.cfg': it is a binary file"),
            (String(repeating: sound, count: 40_000), [], EX_NOINPUT, "'haproxy.cfg': it is larger than 8 MiB"),
            (sound, ["missing.cfg"], EX_NOINPUT, "'missing.cfg': No such file or directory"),
            (sound, ["--dir", "missing"], EX_NOINPUT, "maintenance does not run"),
            (
                sound, ["--haproxy", "/no/haproxy"], EX_UNAVAILABLE,
                "'/no/haproxy': No such file or directory"
            ),
            (sound, ["--haproxy", "/tmp"], EX_UNAVAILABLE, "'/tmp': Permission denied"),
            (
                sound, ["--haproxy", "/bin/true"], EX_UNAVAILABLE,
                "'/bin/true': it ended without a message; is it HAProxy?"
            ),
            (sound, ["--frob"], EX_USAGE, "Unknown option '--frob'"), ("", [], EX_DATAERR, "no backend has a server"),
        ])
    func badInputGetsOneLine(text: String, options: [String], status: Int32, message: String) throws {
        let directory = try TemporaryDirectory(["haproxy.cfg": text])
        let result = try Command.run(["haproxy", "rehearse", "haproxy.cfg"] + options, directory: directory.path)
        #expect(result.status == status)
        #expect(result.standardOutput == "")
        #expect(result.standardError.contains(message), "\(result.standardError)")
        #expect(result.standardError.split(separator: "\n").count(where: { $0.hasPrefix("maintenance: ") }) == 1)
    }

    @Test func theErrorNamesAMissingFolderForTheCopy() throws {
        let directory = try TemporaryDirectory(["haproxy.cfg": HAProxyRehearseTests.sound])
        let result = try Command.run(
            ["haproxy", "rehearse", "haproxy.cfg"], environment: ["TMPDIR": "/no/folder"], directory: directory.path)
        #expect(result.status == EX_CANTCREAT)
        #expect(
            result.standardError == "maintenance: haproxy rehearse: '/no/folder': No such file or directory\n")
    }

    /// The error omits the lines in which HAProxy counts its errors.
    @Test func theErrorHasOnlyHAProxysReasons() throws {
        let directory = try TemporaryDirectory(["haproxy.cfg": HAProxyRehearseTests.sound + "    frobnicate\n"])
        let result = try Command.run(["haproxy", "rehearse", "haproxy.cfg"], directory: directory.path)
        #expect(result.status == EX_DATAERR)
        let line = HAProxyRehearseTests.sound.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(
            result.standardError
                == "maintenance: haproxy rehearse: HAProxy refuses the configuration: haproxy.cfg:\(line): "
                + "unknown keyword 'frobnicate' in 'backend' section\n")
    }

    @Test func theErrorNamesAMissingHAProxy() throws {
        let directory = try TemporaryDirectory(["haproxy.cfg": HAProxyRehearseTests.sound])
        let result = try Command.run(
            ["haproxy", "rehearse", "haproxy.cfg"], environment: ["PATH": directory.path], directory: directory.path)
        #expect(result.status == EX_UNAVAILABLE)
        #expect(result.standardError.hasPrefix("maintenance: haproxy rehearse: haproxy is not in the PATH; install it"))
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalLeavesNothingBehind(signal: Int32) throws {
        let directory = try TemporaryDirectory(["haproxy.cfg": HAProxyRehearseTests.sound])
        let folder = try TemporaryDirectory()
        let command = try Command(
            ["haproxy", "rehearse", "haproxy.cfg"], environment: ["TMPDIR": folder.path], directory: directory.path)
        #expect(
            eventually { command.standardError.contains("one stops") || command.standardError.contains("all stop") })
        #expect(HAProxyRehearseTests.processes(naming: folder.path) == 1)
        command.send(signal: signal)
        #expect(command.waitForEnd().status == 128 + signal)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        #expect(HAProxyRehearseTests.processes(naming: folder.path) == 0)
    }

    /// The number of processes with the text on their command line.
    private static func processes(naming text: String) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.count { name in
            let line = Int(name).flatMap { _ in FileManager.default.contents(atPath: "/proc/\(name)/cmdline") }
            return line.map { String(decoding: $0, as: UTF8.self).contains(text) } ?? false
        }
    }
}
