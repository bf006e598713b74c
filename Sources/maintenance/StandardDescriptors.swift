internal import Glibc

/// Standard input, output and error.
enum StandardDescriptors {
    /// Opens /dev/null for those that the process was started without: a connection must never become descriptor 2, or
    /// a visitor gets the log.
    static func fill() {
        while true {
            let descriptor = open("/dev/null", O_RDWR)
            guard (0...STDERR_FILENO).contains(descriptor) else {
                if descriptor >= 0 { close(descriptor) }
                return
            }
        }
    }
}
