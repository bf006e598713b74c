internal import CLinux
internal import Glibc

/// A system call that the filter allows, with all arguments or only with some.
struct SystemCall {
    /// A condition on the low 32 bits of an argument.
    struct Condition {
        let argument: Int
        let mask: UInt32
        let value: UInt32

        static func equal(_ argument: Int, _ value: CInt) -> Condition {
            Condition(argument: argument, mask: .max, value: UInt32(bitPattern: value))
        }

        static func none(of bits: CInt, in argument: Int) -> Condition {
            Condition(argument: argument, mask: UInt32(bitPattern: bits), value: 0)
        }

        static func all(of bits: CInt, in argument: Int) -> Condition {
            Condition(argument: argument, mask: UInt32(bitPattern: bits), value: UInt32(bitPattern: bits))
        }
    }

    let number: UInt32
    let condition: Condition?

    init(_ number: CInt, where condition: Condition? = nil) {
        self.number = UInt32(number)
        self.condition = condition
    }
}

// The calls were found with strace(1), and by running all tests with a filter that ends the process. The calls that
// each request needs come first, because older kernels search the list for every call.
extension SystemCall {
    static func allowed(removingSockets: Bool) -> [SystemCall] {
        var calls = requests + files + memory + threads + clocks + ends
        if removingSockets { calls += removal }
        return calls
    }

    /// Waiting for events, connections, requests and answers.
    private static let requests =
        legacyWaits
        + [
            __NR_epoll_pwait, __NR_epoll_ctl, __NR_accept4, __NR_recvfrom, __NR_sendto, __NR_read, __NR_write,
            __NR_readv, __NR_writev, __NR_close, __NR_sendfile, __NR_vmsplice, __NR_splice, __NR_dup3, __NR_shutdown,
            __NR_getsockname,
            __NR_getpeername,
            __NR_getsockopt, __NR_setsockopt, __NR_fcntl, __NR_ppoll, __NR_epoll_create1, __NR_eventfd2, __NR_pipe2,
            // Event loops listen on Unix sockets within the process.
            __NR_connect, __NR_bind, __NR_listen,
        ].map { SystemCall($0) }
        + [
            // Neither TCP nor UDP. A process under an attacker's control has only the connections that it accepted.
            SystemCall(__NR_socket, where: .equal(0, AF_UNIX)), SystemCall(__NR_socketpair, where: .equal(0, AF_UNIX)),
            // The number of bytes that wait in a socket to be read or sent.
            SystemCall(__NR_ioctl, where: .equal(1, CInt(FIONREAD))),
            SystemCall(__NR_ioctl, where: .equal(1, CInt(TIOCOUTQ))),
        ]

    /// Loads of the site and the state, their notifications, and copies of files in memory.
    private static let files =
        legacyFiles
        + [
            __NR_pread64, __NR_newfstatat, __NR_fstat, __NR_getdents64, __NR_readlinkat, __NR_faccessat, __NR_lseek,
            __NR_getcwd, __NR_dup, __NR_inotify_init1, __NR_inotify_add_watch, __NR_inotify_rm_watch, __NR_memfd_create,
        ].map { SystemCall($0) }
        // No file is created or written, even if the kernel lacks Landlock.
        + [SystemCall(__NR_openat, where: .none(of: O_ACCMODE | O_CREAT | O_TRUNC, in: 2))]

    private static let memory =
        [__NR_munmap, __NR_madvise, __NR_mremap, __NR_brk].map { SystemCall($0) }
        // No code is added to that of the program.
        + [__NR_mmap, __NR_mprotect].map { SystemCall($0, where: .none(of: PROT_EXEC, in: 2)) }

    private static let threads =
        [
            __NR_futex, __NR_set_robust_list, __NR_rseq, __NR_gettid, __NR_sched_yield, __NR_sched_getaffinity,
            __NR_setpriority, __NR_sigaltstack, __NR_rt_sigaction, __NR_rt_sigprocmask, __NR_rt_sigreturn, __NR_exit,
        ].map { SystemCall($0) }
        // Creates threads, but no processes.
        + [SystemCall(__NR_clone, where: .all(of: CLONE_VM | CLONE_THREAD, in: 0))]

    /// Clocks, random numbers, and figures of the process.
    private static let clocks = [
        __NR_clock_gettime, __NR_clock_nanosleep, __NR_gettimeofday, __NR_restart_syscall, __NR_getrandom,
        __NR_getrusage,
        __NR_prlimit64, __NR_getpid, __NR_getuid, __NR_geteuid, __NR_getgid, __NR_getegid,
    ].map { SystemCall($0) }

    /// The end of the process, by a call or by abort(3).
    private static let ends = [
        SystemCall(__NR_exit_group), SystemCall(__NR_tgkill, where: .equal(0, getpid())),
    ]

    // Calls that newer architectures lack. They have epoll_pwait, readlinkat and similar calls instead.
    #if arch(x86_64)
        private static let legacyWaits = [__NR_epoll_wait, __NR_poll].map { SystemCall($0) }
        private static let legacyFiles = [__NR_readlink, __NR_access, __NR_stat, __NR_lstat].map { SystemCall($0) }
        /// Removes the files of Unix sockets when the server stops.
        private static let removal = [__NR_unlink, __NR_unlinkat].map { SystemCall($0) }
    #else
        private static let legacyWaits: [SystemCall] = []
        private static let legacyFiles: [SystemCall] = []
        private static let removal = [SystemCall(__NR_unlinkat)]
    #endif
}

// linux/sched.h
private let CLONE_VM: CInt = 0x100
private let CLONE_THREAD: CInt = 0x1_0000
