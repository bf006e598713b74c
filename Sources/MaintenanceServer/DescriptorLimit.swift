internal import Glibc

/// The process's limit on open descriptors, of which each connection takes one.
package enum DescriptorLimit {
    /// Raises the soft limit to the hard one. Soft limits are low for programs that use select(2); this one does not.
    package static func raise() {
        guard var limit = current else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
    }

    /// About how many more the process may open; at least 0.
    static var left: Int {
        // open(2): the lowest number that is free. A process that has closed few has that many open.
        let next = dup(STDERR_FILENO)
        guard next >= 0, let limit = current else { return 0 }
        close(next)
        return Int(clamping: limit.rlim_cur) - Int(next)
    }

    /// How many the process may have open; nil where that is not known.
    static var maximum: Int? { current.map { Int(clamping: $0.rlim_cur) } }

    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

    private static var current: rlimit? {
        var limit = rlimit()
        return getrlimit(resource, &limit) == 0 ? limit : nil
    }
}
