internal import Glibc

/// libevent could not make or register something: it was out of memory or descriptors.
package struct LibeventError: Error, CustomStringConvertible {
    /// The libevent function that failed.
    package let function: String
    /// `errno` after the function, which not every function sets.
    package let code: CInt

    init(_ function: String) {
        self.function = function
        self.code = errno
    }

    package var description: String {
        code == 0 ? "\(function) failed" : "\(function): \(String(cString: strerror(code)))"
    }
}
