internal import MaintenanceSite

/// A cgroup's limit on CPU time.
struct CPUQuota: Equatable {
    /// The fewest cores that the limit can keep busy; at least 1.
    let cores: Int

    /// The limit of a cgroup of version 2 or 1; nil where it has none.
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

    /// Reads cpu.max: microseconds of CPU time in each period, and the period; `max`, or -1 in version 1, is no limit.
    init?(cpuMax text: String) {
        let numbers = text.split(whereSeparator: \.isWhitespace).map { Int($0) }
        guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], quota > 0, period > 0 else {
            return nil
        }
        cores = max(1, (quota + period - 1) / period)
    }
}
