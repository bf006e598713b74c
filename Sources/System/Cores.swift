internal import CLinux
internal import Glibc

/// The number of cores that this process may use.
package enum AvailableCores {
    /// The cores in the affinity mask, or the CPU limit of the process's cgroups if that is lower; at least 1.
    package static var count: Int {
        let affinity = affinity
        // No limit makes it less than one.
        guard affinity > 1 else { return 1 }
        return cgroups.compactMap { CPUQuota(cgroup: $0)?.cores }.reduce(affinity, min)
    }

    private static var affinity: Int {
        // A bit for each core, more than the kernel needs, because it rejects a mask that is too short.
        var mask = [UInt64](repeating: 0, count: 1024)
        let size = clinux_sched_getaffinity(mask.count * MemoryLayout<UInt64>.size, &mask)
        guard size > 0 else { return max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }
        return mask.reduce(0) { $0 + $1.nonzeroBitCount }
    }

    /// The directories of the process's cgroup and of its ancestors. A container sees its own cgroup as the root.
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

    /// Reads the limit of a cgroup of version 2 or 1; nil if it has no limit.
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
        let words = text.split { $0 == " " || $0 == "\n" }
        guard words.count == 2, let quota = Int(words[0]), let period = Int(words[1]), quota > 0, period > 0 else {
            return nil
        }
        cores = (quota - 1) / period + 1
    }
}
