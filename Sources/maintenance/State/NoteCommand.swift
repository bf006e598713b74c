internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import MaintenanceServer
internal import MaintenanceSite
internal import System

/// `maintenance note`, for a message to waiting visitors.
struct NoteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note",
        abstract: "Shows visitors a note, or withdraws it.",
        discussion: """
            A note is plain text of up to \(Note.largest) bytes; URLs in it become links. It is written to the file note, or \
            note.de with --in de, in the state folder. A running server reads it within a second, and open pages \
            show it at their next check.
            """)

    @Argument(help: "The text.") var text: String?
    @Flag(help: "Withdraw the note, in all languages unless --in names one.") var clear = false
    @Option(
        name: .customLong("in"), help: ArgumentHelp("The language of the note, such as de.", valueName: "tag"),
        transform: OptionText.language)
    var language: LanguageTag?
    @OptionGroup var stateFolder: StateFolderOptions

    func run() throws {
        switch (text, clear) {
        case (let text?, false): try write(text)
        case (nil, true): try withdraw()
        default:
            throw Failure("note takes either a text or --clear: maintenance note 'Back by noon'", status: EX_USAGE)
        }
        try StateReport(stateFolder).print(.notes)
    }

    private func write(_ text: String) throws(Failure) {
        let text = try NoteCommand.valid(text)
        try stateFolder.write(text + "\n", to: .note(language))
    }

    private func withdraw() throws {
        if let language {
            try stateFolder.remove(.note(language))
        } else {
            for name in try stateFolder.read().files.keys {
                if case .note = name { try stateFolder.remove(name) }
            }
        }
    }

    /// The text of a valid note.
    static func valid(_ text: String) throws(Failure) -> String {
        let note: String
        do {
            note = try Note.text(of: Array(text.utf8))
        } catch {
            throw Failure("the note: \(error)", status: EX_USAGE)
        }
        guard !note.isEmpty else {
            throw Failure("the note is empty; note --clear withdraws it", status: EX_USAGE)
        }
        return note
    }
}
