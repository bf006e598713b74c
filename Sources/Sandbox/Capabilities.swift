internal import CLinux
internal import System

/// The capabilities of the calling thread (capabilities(7)), which its new threads inherit.
enum Capabilities {
    /// The capabilities that the thread keeps, if it has them.
    enum Kept {
        /// CAP_DAC_READ_SEARCH: a server that was started by root still reads the files of other users.
        case reading
        /// CAP_DAC_OVERRIDE too: the server still removes its socket from the folder of another user.
        case readingAndRemoving

        /// A bit for each capability from 0 to 31.
        fileprivate var mask: UInt32 {
            switch self {
            case .reading: 1 << 2
            case .readingAndRemoving: 1 << 2 | 1 << 1
            }
        }
    }

    /// Drops all other capabilities. A thread without others makes no call, because the filters of service managers
    /// forbid capset(2).
    static func drop(keeping kept: Kept) throws(SystemError) {
        // Effective, permitted and inheritable ones, from 0 to 31 and then from 32.
        var sets: [UInt32] = [0, 0, 0, 0, 0, 0]
        guard clinux_capget(&sets) == 0 else { throw .last }
        let left = [sets[0] & kept.mask, sets[1] & kept.mask, 0, 0, 0, 0]
        if left == sets { return }
        guard clinux_capset(left) == 0 else { throw .last }
    }
}
