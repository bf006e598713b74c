package import Glibc

/// How the sockets of a server are made.
package struct SocketOptions: Sendable {
    /// The permissions of a Unix socket's file; to connect takes the right to write.
    package var socketMode: mode_t = 0o666
    /// Whether other processes of the same user may listen on the same ports, as long as they want to share them too.
    package var sharesPorts = false

    package init() {}
}
