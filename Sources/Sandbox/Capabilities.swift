internal import CLinux
internal import System

/// The capabilities of the calling thread (capabilities(7)), which threads that it starts inherit.
enum Capabilities {
    /// What remains of those that the thread has.
    enum Kept {
        /// CAP_DAC_READ_SEARCH: a server that was started by root goes on to read the files of other users.
        case reading
        /// CAP_DAC_OVERRIDE too: it goes on to remove its socket from the folder of another user.
        case readingAndRemoving

        /// A bit for each capability from 0 to 31.
        fileprivate var mask: UInt32 {
            switch self {
            case .reading: 1 << 2
            case .readingAndRemoving: 1 << 2 | 1 << 1
            }
        }
    }

    /// Drops all others. A thread without others asks nothing of the kernel, because filters of service managers forbid capset(2).
    static func drop(keeping kept: Kept) throws(SystemError) {
        // Effective, permitted and inheritable ones, from 0 to 31 and then from 32.
        var sets: [UInt32] = [0, 0, 0, 0, 0, 0]
        guard clinux_capget(&sets) == 0 else { throw .last }
        let left = [sets[0] & kept.mask, sets[1] & kept.mask, 0, 0, 0, 0]
        if left == sets { return }
        guard clinux_capset(left) == 0 else { throw .last }
    }
}
