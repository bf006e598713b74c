internal import Glibc

/// What a site may take of the host, or several together.
package struct SiteLimits: Sendable {
    /// Bytes; a larger file is sent from disk.
    package var memoryPerFile = 1 << 20
    /// Bytes of all files together; what comes beyond is sent from disk.
    package var memoryInAll = 64 << 20
    /// Directories entered by way of a link, over all paths. Links between directories can make a few files appear
    /// under any number of paths.
    package var linkedDirectories = 10_000
    /// Files to be sent from disk, each of which stays open.
    package var openFiles: Int

    /// Leaves half of the process's descriptors to connections while one site takes the place of another.
    package init() {
        var limit = rlimit()
        let known = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        openFiles = known ? Int(clamping: limit.rlim_cur / 4) : 256
    }
}
