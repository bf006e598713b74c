internal import Glibc
package import HTTP
package import System

/// The state that an operator has set by the files of a state folder.
package struct OperatorState: Equatable, Sendable {
    package enum End: Equatable, Sendable {
        /// The end is explicitly not known, whatever the options of the server say.
        case unknown
        case at(HTTPDate)

        /// The time in the file, or else the default; nil if neither is set.
        package static func date(_ end: End?, otherwise defaultDate: HTTPDate?) -> HTTPDate? {
            switch end {
            case .at(let date): date
            case .unknown: nil
            case nil: defaultDate
            }
        }
    }

    /// nil if no file has an end.
    package var end: End?
    /// The note without a language comes first.
    package var notes: [Note] = []
    /// Whether planned maintenance is switched on.
    package var isOn = false

    package init() {}

    /// The state as lines of text. `maintenance status` compares its lines with those of the server.
    package var lines: [String] {
        let until: String? =
            switch end {
            case .at(let date): date.rfc3339
            case .unknown: "none"
            case nil: nil
            }
        return ["switch: \(isOn ? "on" : "off")"] + (until.map { ["until: \($0)"] } ?? ["until: not set"])
            + notes.map { "\(StateFileName.note($0.language)): \($0.text.replacing("\n", with: " "))" }
    }
}

/// The names of the files in a state folder.
package enum StateFileName: Hashable, Sendable {
    case until
    case note(LanguageTag?)
    case on

    /// Returns nil for any other name, such as that of an editor's backup.
    package init?(_ name: String) {
        switch name {
        case "until": self = .until
        case "on": self = .on
        case "note": self = .note(nil)
        default:
            guard name.hasPrefix("note."), let language = LanguageTag(String(name.dropFirst("note.".count))) else {
                return nil
            }
            self = .note(language)
        }
    }
}

extension StateFileName: CustomStringConvertible {
    package var description: String {
        switch self {
        case .until: "until"
        case .on: "on"
        case .note(nil): "note"
        case .note(let language?): "note.\(language.text)"
        }
    }
}

/// The paths of state folders.
package enum StateFolder {
    private static let name = ".maintenance"

    /// The state folder in a directory that is served.
    package static func path(in directory: String) -> String { "\(directory)/\(name)" }

    /// The state folder of one of several sites: in the site's folder, or else in the folder of `--state`. `common` is the
    /// state folder for all sites.
    package static func path(ofSite folder: String, besides common: String) -> String {
        guard common.hasSuffix("/\(name)") else { return "\(common)/\(folder)" }
        return path(in: "\(common.dropLast(name.count))\(folder)")
    }
}

/// The files of a state folder at one time.
package struct StateFiles: Equatable, Sendable {
    package struct File: Equatable, Sendable {
        let contents: Result<[UInt8], SystemError>
        /// The size of the whole file in bytes.
        let size: Int
        package let changed: HTTPDate
    }

    package private(set) var files: [StateFileName: File] = [:]

    package init() {}

    /// Reads the folder. A folder that does not exist counts as empty.
    package init(in folder: String) throws(SystemError) {
        do throws(SystemError) {
            let directory = try Directory(path: folder)
            for name in try directory.names(atMost: 0, after: { StateFileName($0) != nil }).names {
                guard let key = StateFileName(name.text) else { continue }
                files[key] = try StateFiles.File(reading: "\(folder)/\(name.text)")
            }
        } catch {
            if error.code != ENOENT { throw error }
        }
    }

    /// Reads only the file of `--until-file`, in place of `until`.
    package init(untilFile path: String) throws(SystemError) {
        files[.until] = try File(reading: path)
    }

    package var isOn: Bool { files[.on] != nil }
}

extension StateFiles.File {
    /// Reads slightly more than a file may have. Returns nil if the file does not exist. Does not block, even on a
    /// FIFO. Throws if no descriptor is left, which says nothing about the file.
    fileprivate init?(reading path: String) throws(SystemError) {
        do throws(SystemError) {
            let file = try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
            let status = try file.status()
            guard status.kind == .file else {
                throw SystemError(code: status.kind == .directory ? EISDIR : ESPIPE)
            }
            var bytes = [UInt8](repeating: 0, count: Note.largest + 1)
            let result = bytes.withUnsafeMutableBytes { memory in
                Result { () throws(SystemError) in try file.read(into: memory, from: 0) }
            }
            bytes.removeSubrange(try result.get()...)
            contents = .success(bytes)
            size = max(status.size, bytes.count)
            changed = HTTPDate(secondsSinceEpoch: status.version.modified.seconds)
        } catch {
            if error.isOutOfDescriptors { throw error }
            if error.code == ENOENT { return nil }
            contents = .failure(error)
            size = 0
            changed = HTTPDate(secondsSinceEpoch: 0)
        }
    }
}

extension StateFiles {
    /// The reason why a file is ignored. The description follows the name of the file.
    package struct Problem: Error, Equatable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// The state in the files. A file that cannot be used keeps its value from `last`.
    package func state(
        keeping last: OperatorState = OperatorState()
    ) -> (state: OperatorState, problems: [StateFileName: Problem]) {
        var state = OperatorState()
        var problems: [StateFileName: Problem] = [:]
        state.isOn = isOn
        for (name, file) in files {
            do throws(Problem) {
                switch name {
                case .on: break
                case .until: state.end = try file.end()
                case .note(let language):
                    let text = try file.noteText()
                    if !text.isEmpty {
                        state.notes.append(Note(language: language, text: text, changed: file.changed))
                    }
                }
            } catch {
                problems[name] = error
                switch name {
                case .on: break
                case .until: state.end = last.end
                case .note(let language): state.notes += last.notes.filter { $0.language == language }
                }
            }
        }
        state.notes.sort { ($0.language?.text ?? "") < ($1.language?.text ?? "") }
        return (state, problems)
    }
}

extension StateFiles.File {
    private func bytes() throws(StateFiles.Problem) -> [UInt8] {
        switch contents {
        case .success(let bytes): return bytes
        case .failure(SystemError(code: ESPIPE)): throw StateFiles.Problem(description: "it is not a regular file")
        case .failure(let error): throw StateFiles.Problem(description: "it cannot be read: \(error)")
        }
    }

    /// Reads `none`, a date and time of RFC 3339, or an empty text. Editors may add a byte order mark at the start.
    fileprivate func end() throws(StateFiles.Problem) -> OperatorState.End? {
        let text = String(decoding: try bytes(), as: UTF8.self).replacing("\u{FEFF}", with: "")
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if text.isEmpty { return nil }
        if text == "none" { return .unknown }
        guard let date = HTTPDate(rfc3339: text) else {
            throw StateFiles.Problem(
                description: "'\(printable(String(text.prefix(40))))' is not a time such as 2026-11-21T04:00Z")
        }
        return .at(date)
    }

    fileprivate func noteText() throws(StateFiles.Problem) -> String {
        let bytes = try bytes()
        guard size <= Note.largest else { throw StateFiles.Problem(description: "\(Note.Invalid.tooLarge(size))") }
        do {
            return try Note.text(of: bytes)
        } catch {
            throw StateFiles.Problem(description: "\(error)")
        }
    }
}
