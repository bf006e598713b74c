internal import Glibc

/// What a site may take of the host, or several together.
package struct SiteLimits: Sendable {
    /// Bytes; a larger file is sent from disk.
    package var memoryPerFile = 1 << 20
    /// Bytes of all files together; what comes beyond is sent from disk.
    package var memoryInAll = 64 << 20
    /// Folders in folders.
    package var depth = 64
    /// Names of files and folders, over all paths: links between directories can make a few files appear under any number
    /// of them.
    package var entries = 100_000
    /// Files that stay open, to be sent from: those on disk, and large ones in memory.
    package var openFiles: Int

    /// Leaves most of the process's descriptors to connections.
    package init() {
        var limit = rlimit()
        let known = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        openFiles = known ? Int(clamping: limit.rlim_cur / 4) : 256
    }
}
