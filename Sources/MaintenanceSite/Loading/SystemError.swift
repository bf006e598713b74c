internal import Glibc

/// A system call's failure.
package struct SystemError: Error, Hashable, Sendable {
    /// The `errno`.
    package let code: CInt

    /// The calling thread's `errno`.
    package static var last: SystemError { SystemError(code: errno) }

    package init(code: CInt) {
        self.code = code
    }

    /// Whether the process or the system has no descriptor left.
    package var isOutOfDescriptors: Bool { code == EMFILE || code == ENFILE }
}

extension SystemError: CustomStringConvertible {
    package var description: String { String(cString: strerror(code)) }
}
