internal import Glibc

/// The number of cores that this process may use.
package enum AvailableCores {
    /// Cores by affinity, or by the CPU limit of the process's cgroups if that is lower; at least 1.
    package static var count: Int {
        let limit = cgroups.compactMap { CPUQuota(cgroup: $0)?.cores }.min()
        return max(1, min(affinity, limit ?? affinity))
    }

    private static var affinity: Int {
        // Swift's Glibc module does not have sched_getaffinity. proc_pid_status(5) has the same mask.
        let status = try? String(systemFile: "/proc/self/status")
        return status.flatMap(allowedCores) ?? max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))
    }

    /// The number of cores in the hexadecimal mask of Cpus_allowed, whose groups are separated by commas.
    static func allowedCores(inStatus status: String) -> Int? {
        let name = "Cpus_allowed:"
        let lines = status.utf8.split(separator: UInt8(ascii: "\n"))
        guard let line = lines.first(where: { $0.starts(with: name.utf8) }) else { return nil }
        let mask = Substring(line.dropFirst(name.utf8.count))
        let count = mask.compactMap(\.hexDigitValue).reduce(0) { $0 + $1.nonzeroBitCount }
        return count > 0 ? count : nil
    }

    /// The directories of the process's cgroup and of those above it. A container sees its own at the top.
    private static var cgroups: [String] {
        let root = "/sys/fs/cgroup"
        guard let memberships = try? String(systemFile: "/proc/self/cgroup") else { return [root, root + "/cpu"] }
        return memberships.split(separator: "\n").flatMap { line -> [String] in
            // hierarchy:controllers:path; version 2 has hierarchy 0 and names no controllers (cgroups(7)).
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            let controllers = parts[1].split(separator: ",")
            guard controllers.isEmpty || controllers.contains("cpu") else { return [] }
            let mount = controllers.isEmpty ? root : "\(root)/\(parts[1])"
            let names = parts[2].split(separator: "/").filter { $0 != ".." }
            return (0...names.count).map { ([mount] + names.prefix($0).map(String.init)).joined(separator: "/") }
        }
    }
}

/// The limit of a cgroup on CPU time.
struct CPUQuota: Equatable {
    /// The fewest cores that the limit can keep busy; at least 1.
    let cores: Int

    /// The limit of a cgroup of version 2 or 1; nil if it has none.
    init?(cgroup directory: String) {
        if let text = try? String(systemFile: directory + "/cpu.max") {
            self.init(cpuMax: text)
        } else if let quota = try? String(systemFile: directory + "/cpu.cfs_quota_us"),
            let period = try? String(systemFile: directory + "/cpu.cfs_period_us")
        {
            self.init(cpuMax: "\(quota) \(period)")
        } else {
            return nil
        }
    }

    /// Reads cpu.max: microseconds of CPU time in each period, and the period. `max`, or -1 in version 1, means no limit.
    init?(cpuMax text: String) {
        let numbers = text.split(whereSeparator: \.isWhitespace).map { Int($0) }
        guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], quota > 0, period > 0 else {
            return nil
        }
        cores = max(1, (quota + period - 1) / period)
    }
}
