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
            HAProxy follows by a health check. The switch is the file on of the state folder; it is on for as long as the \
            file exists.
            """)

    @OptionGroup var end: UntilOption
    @Option(help: ArgumentHelp("What visitors read meanwhile.", valueName: "text")) var note: String?
    @OptionGroup var place: StateFolderOptions

    // The switch comes last, so that nobody sees the page without its news.
    func run() throws {
        let note = try note.map { text throws(Failure) in try NoteCommand.valid(text) }
        // The variable is meant for the server.
        let given = end.until == nil ? nil : try OptionTable.until.setting(end.until).value
        let until = try given.map { end throws(Failure) in try UntilCommand.future(end, named: "--until") }
        if let until { try UntilCommand.write(until, in: place) }
        if let note { try place.write(note + "\n", to: .note(nil)) }
        // An existing file keeps its time, which is when the switch was set.
        if !(try place.read().isOn) { try place.write("", to: .on) }
        try StateReport(place).print(.change)
    }
}

/// `maintenance off`, for the end of planned maintenance.
struct OffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "off",
        abstract: "Switches planned maintenance off, and withdraws the end and the notes.",
        discussion: "Visitors of the next outage would read what was true in this one.")

    @OptionGroup var place: StateFolderOptions

    func run() throws {
        try place.remove(.on)
        for name in try place.read().files.keys { try place.remove(name) }
        try StateReport(place).print(.change)
    }
}
