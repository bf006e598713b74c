internal import Logging
internal import MaintenanceSite

/// How many connections a server may have open at once.
enum ConnectionCapacity {
    /// What nobody needs more of: an idle connection takes about 5 KiB.
    private static let standard = 16_384
    /// Descriptors that are kept back for each worker's event loop and sockets, and for the rest of the process.
    private static let reservedPerWorker = 8
    private static let reserved = 24

    /// The configured number, or else as many as anybody needs, but no more than there are descriptors for beside those that
    /// the site may take once it grows; at least 1. Says so where a configured number is too large.
    static func maximum(_ configuration: Configuration, beside budget: SiteBudget, logger: Logger) -> Int {
        let needed =
            reserved + configuration.workers * reservedPerWorker + budget.openFilesLeft
            + (configuration.admin == nil ? 0 : AdminServer.descriptors)
        let possible = max(1, DescriptorLimit.left - needed)
        if let wanted = configuration.maxConnections, wanted > possible {
            logger.warning("\(possible) connections instead of \(wanted): the process may open no more descriptors")
        }
        return min(configuration.maxConnections ?? standard, possible)
    }
}
