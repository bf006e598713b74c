internal import ArgumentParser
internal import Glibc
internal import MaintenanceServer

/// Whom the server's sockets are for, and how it leaves them to the next server.
struct RestartOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "The permissions of a Unix socket's file, octal. [MAINTENANCE_SOCKET_MODE; default: 666]",
            valueName: "mode"),
        transform: OptionText.socketMode)
    var socketMode: mode_t?

    @Flag(
        help: ArgumentHelp(
            """
            Listen beside a server that has the same ports and is about to be stopped. \
            [MAINTENANCE_REUSE_PORT, true or false; default: false]
            """))
    var reusePort = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            How long the server still accepts connections once it is told to stop. \
            [MAINTENANCE_SHUTDOWN_DELAY; default: 0]
            """, valueName: "seconds"),
        transform: OptionText.drain)
    var shutdownDelay: Int?

    func socketOptions() throws(Failure) -> SocketOptions {
        var options = SocketOptions()
        options.socketMode =
            try Setting(
                "socket-mode", option: socketMode, default: options.socketMode, read: OptionText.socketMode
            ).value
        options.sharesPorts =
            try Setting("reuse-port", option: reusePort ? true : nil, default: false, read: OptionText.flag).value
        return options
    }

    func shutdownDelaySetting() throws(Failure) -> Duration {
        .seconds(try Setting("shutdown-delay", option: shutdownDelay, default: 0, read: OptionText.drain).value)
    }
}
