internal import Glibc
internal import System

/// The HAProxy program of this host.
package struct HAProxyProgram: Sendable {
    package let path: String

    /// Finds the program in the directories of a `PATH`, and in `sbin` beside each `bin`: Debian has it in /usr/sbin, which
    /// is not in the PATH of an ordinary user.
    package init?(searchPath: String) {
        let directories = searchPath.split(separator: ":").flatMap { directory in
            directory.hasSuffix("/bin") ? [directory, directory.dropLast("bin".count) + "sbin"] : [directory]
        }
        let paths = directories.map { "\($0)/haproxy" }
        guard let path = paths.first(where: { access($0, X_OK) == 0 }) else { return nil }
        self.path = path
    }

    /// The version, such as `2.6.12`; nil if the program prints none.
    package func version() -> String? {
        guard let result = try? runProgram(path, ["-v"], within: .seconds(5)) else { return nil }
        return HAProxyProgram.version(in: result.output[...])
    }

    private static func version(in text: Substring) -> String? {
        // Such as "HAProxy version 2.6.12-1+deb12u4 2026/10/17" or "haproxy version is 2.6.12-1+deb12u4".
        var words = text.split(whereSeparator: \.isWhitespace)[...]
        while let word = words.popFirst() {
            guard word == "version" else { continue }
            if words.first == "is" { words = words.dropFirst() }
            let number = (words.first ?? "").prefix { $0 == "." || ("0"..."9").contains($0) }
            return number.contains(".") ? String(number) : nil
        }
        return nil
    }

    /// Runs HAProxy with `-c`, which checks the files or directories without starting anything.
    package func verdict(on paths: [String]) -> HAProxyVerdict {
        let limit = Duration.seconds(20)
        let result: ProgramResult
        do throws(SystemError) {
            result = try runProgram(path, ["-c"] + paths.flatMap { ["-f", $0] }, within: limit)
        } catch {
            return .unknown("\(path): \(error)")
        }
        switch result.status {
        // 2 is the status for a valid configuration without a listener, such as one of several files.
        case 0, 2: return .accepted
        case nil: return .unknown("\(path) -c did not end within \(limit), or was killed")
        default:
            let refusals = Refusal.read(result.output)
            guard !refusals.isEmpty else { return .unknown("\(path) -c gives no reason: \(result.output.prefix(500))") }
            return .refused(version: HAProxyProgram.version(in: result.output[...]) ?? "", refusals)
        }
    }
}

/// HAProxy's own verdict on a configuration.
package enum HAProxyVerdict: Sendable {
    case accepted
    case refused(version: String, [Refusal])
    /// HAProxy could not check the files, for that reason.
    case unknown(String)

    /// Whether the configuration is invalid on every machine.
    var isFault: Bool {
        if case .refused(_, let refusals) = self { refusals.contains { !$0.isAboutThisMachine } } else { false }
    }
}

/// A reason why HAProxy refuses a configuration.
package struct Refusal: Sendable, CustomStringConvertible {
    /// nil if HAProxy names no line.
    let position: Position?
    let message: String
    /// Whether a file, a name, a user or a part of HAProxy is missing here, but may exist on the machine in front of the site.
    private(set) var isAboutThisMachine: Bool

    package var description: String { "\(position.map { "\($0): " } ?? "")\(message)" }

    /// Reads the output of HAProxy.
    package static func read(_ output: String) -> [Refusal] {
        var refusals = output.split(separator: "\n").compactMap { Refusal(line: $0) }
        let consequences = refusals.filter(\.isAboutThisMachine).compactMap(\.consequence)
        for index in refusals.indices where consequences.contains(where: { refusals[index].message.contains($0) }) {
            refusals[index].isAboutThisMachine = true
        }
        return refusals
    }

    /// The start of further messages with the same cause: HAProxy knows neither the words that a missing Lua file registers, nor
    /// an ACL whose file is missing.
    private var consequence: String? {
        if message.contains("Lua") { return "'lua." }
        guard let start = message.firstRange(of: "parsing ACL '")?.upperBound,
            let end = message[start...].firstIndex(of: "'")
        else { return nil }
        return "no such ACL : '\(message[start..<end])'"
    }

    /// Reads a line of the output of `-c`; nil for one that gives no reason.
    private init?(line: Substring) {
        guard line.hasPrefix("[ALERT]"), let start = line.firstRange(of: " : ") else { return nil }
        var text = line[start.upperBound...]
        if text.hasPrefix("config : ") { text = text.dropFirst("config : ".count) }
        // HAProxy prints these summaries after the reasons.
        let summaries = [
            "Error(s) found in configuration file", "Fatal errors found in configuration",
            "Failed to initialize server(s)",
        ]
        guard !summaries.contains(where: { text.hasPrefix($0) }) else { return nil }
        // The form is "parsing [FILE:LINE] : ...", with or without the first word.
        var position: Position?
        let place = text.drop { $0 != "[" }
        if ["", "parsing "].contains(text[..<place.startIndex].lowercased()), let end = place.firstIndex(of: "]"),
            let colon = place[..<end].lastIndex(of: ":"), let number = Int(place[place.index(after: colon)..<end])
        {
            position = Position(file: String(place[..<colon].dropFirst()), line: number)
            text = place[place.index(after: end)...].drop { $0 == " " || $0 == ":" }
        }
        self.position = position
        message = String(text)
        isAboutThisMachine = Refusal.missing.contains { text.lowercased().contains($0) }
    }

    /// The messages of HAProxy about something that is missing.
    private static let missing = [
        "no such file or directory", "permission denied", "unable to load", "failed to open", "error opening file",
        "could not resolve address", "cannot find user id", "cannot find group id", "not compiled in",
    ]
}
