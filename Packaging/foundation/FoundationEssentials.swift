internal import Glibc

// The part of the library FoundationEssentials that swift-argument-parser uses, for the executable of script/executable. The whole
// library would be a third of the executable.

/// An error that describes itself. The product has no such errors.
public protocol LocalizedError: Error {
    var errorDescription: String? { get }
}

/// The encoder for `--experimental-dump-help`, with which tools read the commands of a program. Tools have to use a build of
/// `swift build`, which has the whole library.
public final class JSONEncoder {
    public struct OutputFormatting: OptionSet, Sendable {
        public static let prettyPrinted = OutputFormatting(rawValue: 1)
        public static let sortedKeys = OutputFormatting(rawValue: 2)

        public let rawValue: UInt

        public init(rawValue: UInt) {
            self.rawValue = rawValue
        }
    }

    public var outputFormatting: OutputFormatting = []

    public init() {}

    public func encode(_ value: some Encodable) throws -> Data {
        let message = Array("maintenance: this build cannot describe its commands in JSON\n".utf8)
        _ = write(STDERR_FILENO, message, message.count)
        exit(EX_UNAVAILABLE)
    }
}

/// The result of an encoder.
public struct Data {}

extension String {
    public enum Encoding {
        case utf8
    }

    public init?(data: Data, encoding: Encoding) {
        return nil
    }
}
