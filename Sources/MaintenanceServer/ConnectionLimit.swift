internal import Logging

/// How many connections a server may have open at once.
struct ConnectionLimit {
    /// What nobody needs more of: an idle connection takes about 5 KiB.
    private static let standard = 16_384
    /// Descriptors that are kept back for each worker's event loop and sockets, and for the rest of the process.
    private static let reservedPerWorker = 8
    private static let reserved = 24

    /// By worker; at least 1.
    let perWorker: Int

    /// Takes the configured number, or else as many as anybody needs, but no more than there are descriptors for. Says so
    /// where a configured number is too large.
    init(_ configuration: Configuration, workers: Int, logger: Logger) {
        let descriptors = DescriptorLimit.left - ConnectionLimit.reserved - workers * ConnectionLimit.reservedPerWorker
        let possible = max(workers, descriptors)
        if let wanted = configuration.maxConnections, wanted > possible {
            logger.warning("\(possible) connections instead of \(wanted): the process may open no more descriptors")
        }
        perWorker = max(1, min(configuration.maxConnections ?? ConnectionLimit.standard, possible) / workers)
    }
}
