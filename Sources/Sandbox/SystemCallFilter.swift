internal import CLinux
internal import Glibc
internal import System

/// A filter of system calls (seccomp(2)), which allows those of `SystemCall.allowed(removingSockets:)`.
package struct SystemCallFilter {
    /// The result of a call that the filter does not allow.
    package enum Action: Sendable {
        /// ENOSYS, as on a kernel without the call, so that the C library uses an alternative if it has one.
        case fail
        /// SIGSYS ends the process.
        case end

        /// SECCOMP_RET_ERRNO with the error, or SECCOMP_RET_KILL_PROCESS.
        fileprivate var result: UInt32 {
            switch self {
            case .fail: 0x0005_0000 | UInt32(ENOSYS)
            case .end: 0x8000_0000
            }
        }
    }

    /// SECCOMP_RET_ALLOW
    private static let allow: UInt32 = 0x7fff_0000

    /// `AUDIT_ARCH_X86_64` and `AUDIT_ARCH_AARCH64` of linux/audit.h. Calls of another architecture have other numbers.
    #if arch(x86_64)
        private static let architecture: UInt32 = 0xc000_003e
    #elseif arch(arm64)
        private static let architecture: UInt32 = 0xc000_00b7
    #else
        #error("linux/audit.h has the number of this architecture")
    #endif

    private let program: FilterProgram

    package init(removesSockets: Bool, onForbiddenCall action: Action) {
        let deny = Instruction(.return, k: action.result)
        let calls = SystemCall.allowed(removingSockets: removesSockets)
        program = FilterProgram(
            [
                Instruction(.loadWord, k: Offset.architecture),
                Instruction(.jumpIfEqual, ifTrue: 1, k: SystemCallFilter.architecture), deny,
                Instruction(.loadWord, k: Offset.number),
            ] + calls.flatMap { SystemCallFilter.instructions(allowing: $0) }
                + SystemCallFilter.instructions(failing: __NR_clone3) + [deny])
    }

    /// Applies the filter to all threads. If there are other filters, it is applied with prctl(2) to this thread and to
    /// the threads that it starts, because older filters may forbid seccomp(2).
    func install(isOnly: Bool) throws(SystemError) {
        let status = program.withKernelProgram { program in
            guard isOnly else {
                return clinux_prctl(
                    CLINUX_PR_SET_SECCOMP, UInt(CLINUX_SECCOMP_MODE_FILTER), UInt(bitPattern: program.baseAddress))
            }
            // SECCOMP_FILTER_FLAG_SPEC_ALLOW: before Linux 5.16 a filter enabled mitigations against foreign code in
            // the same process. There is no such code here, and the mitigations slowed down the whole process.
            let flags = [
                CLINUX_SECCOMP_FILTER_FLAG_TSYNC | CLINUX_SECCOMP_FILTER_FLAG_SPEC_ALLOW,
                CLINUX_SECCOMP_FILTER_FLAG_TSYNC,
            ].map(UInt32.init)
            return flags.lazy.map { clinux_seccomp(UInt32(CLINUX_SECCOMP_SET_MODE_FILTER), $0, program.baseAddress) }
                .first { $0 == 0 || errno != EINVAL } ?? -1
        }
        // A positive number is the id of a thread that cannot take the filter.
        guard status >= 0 else { throw .last }
        guard status == 0 else { throw SystemError(code: ESRCH) }
    }

    private static func instructions(allowing call: SystemCall) -> [Instruction] {
        let allow = Instruction(.return, k: allow)
        guard let condition = call.condition else {
            return [Instruction(.jumpIfEqual, ifFalse: 1, k: call.number), allow]
        }
        // The number is loaded again, because the same call may follow with other arguments.
        return [
            Instruction(.jumpIfEqual, ifFalse: 5, k: call.number),
            Instruction(.loadWord, k: Offset.argument(condition.argument)),
            Instruction(.and, k: condition.mask),
            Instruction(.jumpIfEqual, ifFalse: 1, k: condition.value), allow,
            Instruction(.loadWord, k: Offset.number),
        ]
    }

    /// clone3(2) passes its flags in memory, which a filter does not see. Without it the C library starts threads with
    /// clone(2).
    private static func instructions(failing number: CInt) -> [Instruction] {
        [
            Instruction(.jumpIfEqual, ifFalse: 1, k: UInt32(number)),
            Instruction(.return, k: Action.fail.result),
        ]
    }
}

private typealias Instruction = FilterProgram.Instruction

/// The offsets of the fields of `seccomp_data` in linux/seccomp.h.
private enum Offset {
    static let number: UInt32 = 0
    static let architecture: UInt32 = 4

    /// The low 32 bits of an argument, on a little-endian machine.
    static func argument(_ index: Int) -> UInt32 { 16 + 8 * UInt32(index) }
}
