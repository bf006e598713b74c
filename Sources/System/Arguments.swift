internal import CLinux

/// The arguments of the process.
package enum ProcessArguments {
    /// The arguments, the first of which is the name of the program. Swift reads them from /proc/self/cmdline, so it
    /// has no arguments without /proc.
    package static var all: [String] {
        let arguments = CommandLine.arguments
        return arguments.isEmpty ? initialArguments : arguments
    }

    /// The arguments that the kernel has put on the stack: their number, an address for each, and 0. The environment follows
    /// (System V ABI, AMD64 supplement §3.4.1; AArch64 is the same).
    ///
    /// The addresses read are valid: the environment is where the kernel put it until somebody calls setenv(3), which the program does not, and
    /// the search goes backwards over the arguments to their number. It cannot end before that, because no address is as small as
    /// the number of arguments: the lowest page is never mapped, and addresses of the stack are far above 2^32.
    private static var initialArguments: [String] {
        guard let environment = clinux_environment() else { return [] }
        let end = UnsafeRawPointer(environment).assumingMemoryBound(to: UInt.self) - 1
        var count = 0
        while end[-1 - count] != UInt(count) { count += 1 }
        return (0..<count).compactMap { index in
            UnsafePointer<CChar>(bitPattern: end[index - count]).map { String(cString: $0) }
        }
    }
}
