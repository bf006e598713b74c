internal import CLinux
internal import Glibc
internal import Sandbox
internal import System

/// Applies the server's sandbox to itself, and tries something in it.
///
///     SandboxProbe try (fail | end) ATTEMPT ARGUMENT [--read PATH]... [--remove PATH]...
///     SandboxProbe report
///     SandboxProbe without-landlock (fail | end) COMMAND...
///
/// `try` prints `done` or the error. `report` prints the parts that hold. `without-landlock` executes the command with a filter that
/// makes the system calls of Landlock fail, as on an old kernel, or end the process, as under a service manager.
@main
enum Entry {
    static func main() {
        var arguments = CommandLine.arguments.dropFirst()
        switch arguments.popFirst() {
        case "try": attempt(&arguments)
        case "report": print(Sandbox(Sandbox.Needs(), onForbiddenCall: .fail))
        case "without-landlock": execute(Array(arguments.dropFirst()), forbidding: arguments.first == "end")
        default: fatalError("see the source")
        }
    }

    private static func attempt(_ arguments: inout ArraySlice<String>) {
        let action: SystemCallFilter.Action = arguments.popFirst() == "end" ? .end : .fail
        guard let name = arguments.popFirst(), let attempt = Attempt.all[name], let argument = arguments.popFirst()
        else {
            fatalError("there is no such attempt")
        }
        var needs = Sandbox.Needs()
        while let option = arguments.popFirst(), let path = arguments.popFirst() {
            if option == "--read" { needs.readable.append(path) } else { needs.removable.append(path) }
        }
        let sandbox = Sandbox(needs, onForbiddenCall: action)
        guard sandbox.isComplete else { fatalError("\(sandbox)") }
        let error = attempt(argument)
        print(error == 0 ? "done" : "\(SystemError(code: error))")
    }

    private static func execute(_ command: [String], forbidding ends: Bool) {
        // SECCOMP_RET_KILL_PROCESS, or SECCOMP_RET_ERRNO.
        let result: UInt32 = ends ? 0x8000_0000 : 0x0005_0000 | UInt32(ENOSYS)
        let filter = FilterProgram([
            FilterProgram.Instruction(.loadWord, k: 0),
            FilterProgram.Instruction(.jumpIfEqual, ifFalse: 1, k: UInt32(__NR_landlock_create_ruleset)),
            FilterProgram.Instruction(.return, k: result),
            // SECCOMP_RET_ALLOW
            FilterProgram.Instruction(.return, k: 0x7fff_0000),
        ])
        let status = filter.withKernelProgram {
            clinux_prctl(CLINUX_PR_SET_NO_NEW_PRIVS, 1, 0)
                | clinux_prctl(CLINUX_PR_SET_SECCOMP, 2, UInt(bitPattern: $0.baseAddress))
        }
        guard status == 0 else { fatalError("there is no filter: \(SystemError.last)") }
        var line = command.map { strdup($0) } + [nil]
        execv(command[0], &line)
        fatalError("\(command[0]): \(SystemError.last)")
    }
}
