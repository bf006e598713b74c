internal import Glibc
internal import System

/// Standard output. What cannot be written, such as to a full disk, is an error of the command.
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

/// Standard error as a place to print to, unbuffered.
struct StandardError: TextOutputStream {
    mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // There is no place left to report a failure to.
            _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
        }
    }

    /// Prints a line, with escaped control characters.
    static func print(_ line: String) {
        var standardError = StandardError()
        Swift.print(printable(line), to: &standardError)
    }
}
