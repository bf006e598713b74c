internal import Glibc

/// The signals that stop a server, and those that it ignores.
package enum StopSignals {
    package static let numbers = [SIGTERM, SIGINT]
    /// By default these end the process. A copied logrotate stanza sends SIGUSR1, which makes other servers reopen their logs. The kernel
    /// sends SIGXFSZ for a write beyond the limit on file sizes, which then fails like other writes.
    private static let ignoredNumbers = [SIGUSR1, SIGUSR2, SIGALRM, SIGXFSZ]

    /// Ignores the signals that the server does not use.
    package static func ignoreOthers() {
        for number in ignoredNumbers { signal(number, SIG_IGN) }
    }

    /// Makes each of them end the process with status 0, until a server waits for them. Before that there is nothing to finish.
    ///
    /// A handler is necessary, because the kernel does not deliver signals without one to process 1 of a container.
    package static func endTheProcess() {
        for number in numbers { signal(number) { _ in _exit(EXIT_SUCCESS) } }
        unblock(numbers)
    }
}

/// The signal that reloads the site.
package enum ReloadSignal {
    package static let number = SIGHUP

    /// Ignores it until a server waits for it, because it would end the process.
    package static func ignore() {
        signal(number, SIG_IGN)
        unblock([number])
    }
}

/// Unblocks signals, because a process inherits blocked ones.
private func unblock(_ numbers: [CInt]) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
}
