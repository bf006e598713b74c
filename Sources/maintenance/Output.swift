internal import ArgumentParser
internal import Glibc
internal import System

/// Standard output. A failed write, such as one to a full disk, is an error of the command.
enum StandardOutput {
    /// Prints the text, flushed. `name` begins the message of an error, such as `the report`.
    static func print(_ text: String, as name: String) throws(Failure) {
        Swift.print(text, terminator: "")
        guard fflush(nil) == 0 else { throw Failure("\(name) could not be written: \(SystemError.last)") }
    }

    /// Prints the lines, flushed.
    static func print(lines: [String], as name: String) throws(Failure) {
        try print(lines.map { "\($0)\n" }.joined(), as: name)
    }
}

/// Standard error, unbuffered.
struct StandardError: TextOutputStream {
    mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // A failure cannot be reported anywhere.
            _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }

    /// Prints a line, with escaped control characters.
    static func print(_ line: String) {
        var standardError = StandardError()
        Swift.print(printable(line), to: &standardError)
    }
}

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
