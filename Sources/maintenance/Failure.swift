internal import ArgumentParser
internal import Glibc

/// An error that ends the command: one line for standard error, and an exit status of sysexits.h.
struct Failure: Error {
    let message: String
    let status: CInt

    init(_ message: String, status: CInt = EXIT_FAILURE) {
        self.message = message
        self.status = status
    }
}

extension Maintenance {
    /// Ends the process, with help or the version on standard output, or with one line on standard error.
    static func exit(for error: any Error) -> Never {
        if let failure = error as? Failure { exit(failure.message, status: failure.status) }
        let status = exitCode(for: error).rawValue
        guard status != EXIT_SUCCESS else {
            print(fullMessage(for: error))
            Glibc.exit(status)
        }
        exit(message(for: error), status: status)
    }

    private static func exit(_ message: String, status: CInt) -> Never {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        StandardError.print("maintenance: \(line)")
        Glibc.exit(status)
    }
}
