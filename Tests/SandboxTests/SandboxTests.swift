import Foundation
import TestSupport
import Testing

/// The system calls that remain possible in the server's sandbox. Each attempt runs in a separate process.
@Suite(.timeLimit(.minutes(15)), .enabled(if: Command.canBeConfined)) struct SandboxTests {
    private static let notImplemented = "Function not implemented\n"
    private static let denied = "Permission denied\n"

    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(["site/index.html": "page", "other/secret": "secret", "sockets/s": ""])
    }

    private func attempt(_ name: String, _ argument: String = "", onForbiddenCall action: String = "fail") throws
        -> Program.Result
    {
        try Program(
            [
                Command.probe, "try", action, name, argument, "--read", directory.path(of: "site"), "--remove",
                directory.path(of: "sockets"),
            ]
        ).waitForEnd()
    }

    @Test(arguments: [
        ("read", "site/index.html"), ("read-in-thread", "site/index.html"), ("list", "site"), ("remove", "sockets/s"),
    ])
    func theNeedsOfTheServerAreAllowed(attempt name: String, file: String) throws {
        let result = try attempt(name, directory.path(of: file), onForbiddenCall: "end")
        #expect(result.status == 0)
        #expect(result.output == "done\n")
    }

    @Test(arguments: ["thread", "own-figures"]) func theProcessReachesItself(attempt name: String) throws {
        #expect(try attempt(name, onForbiddenCall: "end").output == "done\n")
    }

    @Test(arguments: [
        ("read", "other/secret"), ("read-in-thread", "other/secret"), ("list", "other"), ("remove", "other/secret"),
        ("remove", "site/index.html"), ("read", "sockets/s"),
    ])
    func otherFilesAreDenied(attempt name: String, file: String) throws {
        #expect(try attempt(name, directory.path(of: file)).output == SandboxTests.denied)
        #expect(FileManager.default.fileExists(atPath: directory.path(of: file)))
    }

    @Test(arguments: ["/etc/passwd", "/proc/1/environ", "/proc/self/../1/environ", "/dev/null"])
    func filesOfTheSystemAreDenied(path: String) throws {
        #expect(try attempt("read", path).output == SandboxTests.denied)
    }

    /// An attempt at a system call that the filter does not allow fails, or ends the process.
    @Test(arguments: [
        ("write", "site/index.html"), ("create", "site/new"), ("make-directory", "site/new"),
        ("truncate", "site/index.html"),
        ("execute", nil), ("fork", ""), ("trace", nil), ("signal", nil), ("connect", nil), ("datagram", nil),
        ("execute-memory", ""), ("unshare", ""),
    ])
    func otherSystemCallsFailOrEndTheProcess(attempt name: String, file: String?) throws {
        let listener = try LoopbackSocket()
        // Each attempt would succeed without the sandbox.
        let argument =
            switch name {
            case "execute": "/bin/true"
            case "trace", "signal": "\(getpid())"
            case "connect", "datagram": "\(listener.port)"
            default: file.map { directory.path(of: $0) } ?? ""
            }
        let failed = try attempt(name, argument)
        #expect(failed.status == 0)
        #expect(failed.output == SandboxTests.notImplemented)
        let ended = try attempt(name, argument, onForbiddenCall: "end")
        #expect(ended.status == SIGSYS)
        #expect(ended.output == "")
        #expect(try String(contentsOfFile: directory.path(of: "site/index.html"), encoding: .utf8) == "page")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path(of: "site")) == ["index.html"])
    }

    /// The mode of a file does not tell whether a confined process may read it.
    @Test func memoryOfOtherProcessesIsDenied() throws {
        #expect(try attempt("read-memory-of", "\(getpid())").output == SandboxTests.denied)
    }

    @Test func abstractSocketsOfOthersAreDenied() throws {
        let name = "maintenance-test-\(UUID().uuidString)"
        let server = try Command(["--listen", "unix:@\(name)"])
        _ = try server.waitForListeningLine()
        // Since version 6 of Landlock's interface, in Linux 6.12.
        guard Command.landlockVersion >= 6 else { return }
        #expect(try attempt("abstract-socket", name).output == "Operation not permitted\n")
    }

    @Test func withoutLandlockTheOtherPartsHold() throws {
        let report = { (action: String) in
            try Program([Command.probe, "without-landlock", action, Command.probe, "report"]).waitForEnd()
        }
        let confined = "system calls by seccomp, capabilities dropped; not confined: files"
        let failed = try report("fail")
        #expect(failed.status == 0)
        #expect(failed.output == "\(confined): Function not implemented\n")
        // A child process detects a filter that would end the process.
        let ended = try report("end")
        #expect(ended.status == 0)
        #expect(ended.output == "\(confined): the service manager's filter of system calls forbids it\n")
    }
}
