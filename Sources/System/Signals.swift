internal import Glibc

/// The signals that stop a server, and those that would end its process by default.
package enum StopSignals {
    package static let numbers = [SIGTERM, SIGINT]
    /// A copied logrotate stanza sends SIGUSR1, which makes other servers open their logs again.
    private static let ignoredNumbers = [SIGUSR1, SIGUSR2, SIGALRM]

    /// Ignores the signals that the server has no use for.
    package static func ignoreOthers() {
        for number in ignoredNumbers { signal(number, SIG_IGN) }
    }

    /// Lets each of them end the process with status 0, at once, until a server waits for them: before that there is
    /// nothing to finish.
    ///
    /// They are unblocked too, since a process inherits blocked signals. A handler is needed in any case: the kernel
    /// keeps signals without one from process 1 of a container.
    package static func endTheProcess() {
        var set = sigset_t()
        sigemptyset(&set)
        for number in numbers {
            signal(number) { _ in _exit(EXIT_SUCCESS) }
            sigaddset(&set, number)
        }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}

/// The signal that has the site loaded again.
package enum ReloadSignal {
    package static let number = SIGHUP

    /// Drops it until a server waits for it: by itself it would end the process. A process inherits blocked signals.
    package static func ignore() {
        signal(number, SIG_IGN)
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, number)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}
