internal import ServerTestSupport
internal import TestSupport

/// The servers that the trials share.
enum TrialServers {
    static let guarded = Result {
        let directory = try TrialSite.directory()
        // What the server has loaded it keeps: the directory may go then.
        return try withExtendedLifetime(directory) { try TestServer(directory: directory.path) }
    }
    static let unguarded = Result { try UnguardedServer() }
}
