internal import Glibc

/// The signal that has the site loaded again.
package enum ReloadSignal {
    static let number = SIGHUP

    /// Drops it until a server waits for it: by itself it would end the process. A process inherits blocked signals.
    package static func ignore() {
        signal(number, SIG_IGN)
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, number)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}
