internal import CLinux
internal import Glibc

/// The kernel's figures of this process. A figure that the kernel does not provide is nil.
package struct ProcessStatistics {
    /// Seconds of CPU time, in user and in system mode.
    package let cpuSeconds: Double
    /// Seconds since the epoch.
    package let startTime: Double?
    /// Bytes.
    package let residentMemory: Int?
    package let openDescriptors: Int?
    package let descriptorLimit: Int?

    package init() {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        cpuSeconds = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        // proc_pid_statm(5): the 2nd field, in pages.
        let memory = try? String(systemFile: "/proc/self/statm")
        let pages = memory.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") }
        residentMemory = pages.map { $0 * sysconf(CInt(_SC_PAGESIZE)) }
        startTime = ProcessStatistics.knownStartTime
        openDescriptors = ProcessStatistics.countDescriptors()
        descriptorLimit = DescriptorLimit.maximum
    }

    /// Computed once, because repeated computations differ slightly.
    private static let knownStartTime = findStartTime()

    /// proc_pid_stat(5): the 22nd field, in clock ticks since the start of the system. The 2nd is the name of the command in
    /// parentheses, which may contain blanks.
    private static func findStartTime() -> Double? {
        guard let text = try? String(systemFile: "/proc/self/stat"), let end = text.lastIndex(of: ")"),
            let ticks = text[end...].split(separator: " ").dropFirst(20).first.flatMap({ Double($0) })
        else { return nil }
        let age = seconds(CLOCK_BOOTTIME) - ticks / Double(sysconf(CInt(_SC_CLK_TCK)))
        return seconds(CLOCK_REALTIME) - age
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func countDescriptors() -> Int? {
        // Without the descriptor of the directory.
        (try? names(inDirectory: "/proc/self/fd")).map { $0.count - 1 }
    }
}

/// Returns the memory that the allocator holds for later (malloc_trim(3)). It takes about as long as a request.
package func releaseUnusedMemory() {
    malloc_trim(0)
}

/// The process's limit on open descriptors. Each connection takes one.
package enum DescriptorLimit {
    /// Raises the soft limit to the hard limit. Soft limits are low for the benefit of programs that use select(2).
    package static func raise() {
        guard var limit = current else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
    }

    /// The approximate number of descriptors that the process may still open; at least 0.
    package static var left: Int {
        // open(2): the lowest free number. A process that has closed few has about that many open.
        let next = dup(STDERR_FILENO)
        guard next >= 0, let limit = current else { return 0 }
        close(next)
        return Int(clamping: limit.rlim_cur) - Int(next)
    }

    /// The number of descriptors that the process may have open; nil if it is not known.
    package static var maximum: Int? { current.map { Int(clamping: $0.rlim_cur) } }

    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

    private static var current: rlimit? {
        var limit = rlimit()
        return getrlimit(resource, &limit) == 0 ? limit : nil
    }
}

/// The arguments of the process.
package enum ProcessArguments {
    /// The arguments, the first of which is the name of the program. Swift reads them from /proc/self/cmdline, so it
    /// has no arguments without /proc.
    package static var all: [String] {
        let arguments = CommandLine.arguments
        return arguments.isEmpty ? initialArguments : arguments
    }

    /// The arguments that the kernel has put on the stack: their number, an address for each, and 0. The environment follows
    /// (System V ABI, AMD64 supplement §3.4.1; AArch64 is the same).
    ///
    /// All addresses that are read are valid: the environment stays where the kernel put it until a call of setenv(3), which the program
    /// does not make, and the search goes backwards over the arguments to their number. The search does not end before the number, because
    /// no address is as small: the lowest page is never mapped, and addresses of the stack are far above 2^32.
    private static var initialArguments: [String] {
        guard let environment = clinux_environment() else { return [] }
        let end = UnsafeRawPointer(environment).assumingMemoryBound(to: UInt.self) - 1
        var count = 0
        while end[-1 - count] != UInt(count) { count += 1 }
        return (0..<count).compactMap { index in
            UnsafePointer<CChar>(bitPattern: end[index - count]).map { String(cString: $0) }
        }
    }
}
