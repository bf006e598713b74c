internal import CLinux
internal import Glibc

/// A pipe that takes pages of memory to sockets.
///
/// The pipe gets references to the pages (vmsplice(2)), and hands them to the socket (splice(2)). writev(2) would copy all bytes, and
/// sendfile(2) would look up each page of a file.
package final class PagePipe {
    private struct Ends {
        /// In bytes. The most that a process without privileges may ask for (pipe-max-size). The kernel may grant less.
        private static let capacity: CInt = 1 << 20

        let input: FileDescriptor
        let output: FileDescriptor

        /// Returns nil without two descriptors.
        init?() {
            var descriptors: [CInt] = [-1, -1]
            guard pipe2(&descriptors, O_NONBLOCK | O_CLOEXEC) == 0 else { return nil }
            (output, input) = (FileDescriptor(owning: descriptors[0]), FileDescriptor(owning: descriptors[1]))
            _ = fcntl(input.rawValue, CInt(CLINUX_F_SETPIPE_SZ), Ends.capacity)
        }
    }

    /// Without any bytes, except during a call. They are open from the start, because descriptors may be scarce later.
    private var ends = Ends()

    package init() {}

    /// Sends as many bytes as the socket takes, and returns their number; nil if it took none, or if the kernel refuses this way to
    /// send. The bytes may not change until the client has them, but their memory may be unmapped.
    package func send(_ bytes: UnsafeRawBufferPointer, to socket: CInt) -> Int? {
        if ends == nil { ends = Ends() }
        var sent = 0
        while sent < bytes.count, let ends {
            let rest = bytes[sent...]
            let held = clinux_vmsplice(
                ends.input.rawValue, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count,
                UInt32(CLINUX_SPLICE_F_NONBLOCK))
            guard held > 0 else { break }
            let flags = UInt32(CLINUX_SPLICE_F_NONBLOCK | (held < rest.count ? CLINUX_SPLICE_F_MORE : 0))
            let count = splice(ends.output.rawValue, nil, socket, nil, held, flags)
            sent += max(count, 0)
            if count < held {
                empty()
                break
            }
        }
        return sent > 0 ? sent : nil
    }

    /// Drops bytes that a socket did not take. The next socket would get them otherwise.
    private func empty() {
        // The descriptors are free for the next pipe before it is made.
        ends = nil
        ends = Ends()
    }
}
