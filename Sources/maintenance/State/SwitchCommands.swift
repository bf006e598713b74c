internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import MaintenanceServer
internal import MaintenanceSite
internal import System

/// `maintenance on`, for planned maintenance while the applications are up.
struct OnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "on",
        abstract: "Switches planned maintenance on: GET /switch on the operators' port answers 200.",
        discussion: """
            HAProxy follows the switch by a health check. The switch is the file on in the state folder. It is on while \
            the file exists.
            """)

    @OptionGroup var end: UntilOption
    @Option(help: ArgumentHelp("A note for visitors.", valueName: "text")) var note: String?
    @OptionGroup var stateFolder: StateFolderOptions

    // The switch comes last, so that nobody sees the page without its news.
    func run() throws {
        let note = try note.map { text throws(Failure) in try NoteCommand.valid(text) }
        // The variable is meant for the server.
        let given = end.texts.has(OptionTable.until.row) ? try OptionTable.until.value(in: end.texts) : nil
        let until = try given.map { end throws(Failure) in try UntilCommand.future(end, named: "--until") }
        if let until { try UntilCommand.write(until, in: stateFolder) }
        if let note { try stateFolder.write(note + "\n", to: .note(nil)) }
        // An existing file keeps its time, which is when the switch was set.
        if !(try stateFolder.read().isOn) { try stateFolder.write("", to: .on) }
        try StateReport(stateFolder).print(.change)
    }
}

/// `maintenance off`, for the end of planned maintenance.
struct OffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "off",
        abstract: "Switches planned maintenance off, and withdraws the end and the notes.",
        discussion: "Otherwise visitors of the next outage would see the news of this one.")

    @OptionGroup var stateFolder: StateFolderOptions

    func run() throws {
        try stateFolder.remove(.on)
        for name in try stateFolder.read().files.keys { try stateFolder.remove(name) }
        try StateReport(stateFolder).print(.change)
    }
}
