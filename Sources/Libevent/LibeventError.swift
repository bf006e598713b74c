internal import Glibc

/// libevent could not make or register something: it was out of memory or descriptors.
package struct LibeventError: Error, CustomStringConvertible {
    /// The libevent function that failed.
    package let function: String
    /// `errno` as the function left it; 0 where it set none.
    package let code: CInt

    init(_ function: String) {
        self.function = function
        self.code = errno
    }

    package var description: String {
        code == 0 ? "\(function) failed" : "\(function): \(String(cString: strerror(code)))"
    }
}
