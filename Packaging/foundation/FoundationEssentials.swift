internal import Glibc

// What swift-argument-parser uses of the library FoundationEssentials, for the executable that script/executable builds. The whole
// library would be a third of it.

/// An error that describes itself. No error of the product is one.
public protocol LocalizedError: Error {
    var errorDescription: String? { get }
}

/// The encoder for `--experimental-dump-help`, by which tools read the commands of a program. They can read those of a build by
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

/// What an encoder makes.
public struct Data {}

extension String {
    public enum Encoding {
        case utf8
    }

    public init?(data: Data, encoding: Encoding) {
        return nil
    }
}
