internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import MaintenanceServer
internal import MaintenanceSite
internal import System

/// `maintenance status`, for the current state.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows the switch, the end and the notes, and when they were set.",
        discussion: """
            With --admin, or its variable, it also asks the server whether it has read this state, and shows the outage. \
            It exits 1 if the server does not answer, or has not read it.
            """)

    @OptionGroup var stateFolder: StateFolderOptions
    @OptionGroup var admin: AdminOptions

    func run() throws {
        let report = try StateReport(stateFolder)
        try report.print(.all)
        guard let admin = try admin.setting().value else { return }
        let lines: [String]
        do {
            lines = try AdminQuestion("/status.txt", to: admin).ask(within: .seconds(2)).split(separator: "\n")
                .map(String.init)
        } catch {
            throw Failure("the server does not answer: \(error)")
        }
        try StandardOutput.print(lines: lines.map(printable), as: "the output")
        guard report.isRead(by: lines) else {
            throw Failure("the server has not read this state, or reads another folder")
        }
        try StandardOutput.print(lines: ["the server has read this state"], as: "the output")
    }
}

/// A report on a state folder, in lines for people.
struct StateReport {
    enum Part {
        case notes
        case end
        /// The switch, the end and the notes, as they are now.
        case change
        case all
    }

    private let folder: String
    private let files: StateFiles
    private let state: OperatorState
    private let problems: [StateFileName: StateFiles.Problem]

    init(_ options: StateFolderOptions) throws(Failure) {
        folder = try options.path()
        files = try options.read()
        (state, problems) = files.state()
    }

    /// Whether the server's lines have the same state.
    func isRead(by lines: [String]) -> Bool {
        let headings = lines.indices.filter { lines[$0].hasPrefix(StatusReport.headingStart) }
        // The server may know its only folder by another path.
        let named = headings.first { lines[$0] == StatusReport.heading(of: folder) }
        guard let heading = named ?? (headings.count == 1 ? headings[0] : nil) else { return false }
        let said = lines[(heading + 1)...].prefix { !$0.hasPrefix(StatusReport.headingStart) }
        return Array(said) == state.lines.map(printable)
    }

    func print(_ part: Part) throws(Failure) {
        var lines: [String] = []
        if part == .all { lines.append("state in \(folder)") }
        if part == .all || part == .change { lines.append(planned) }
        if part != .notes { lines.append(end) }
        if part != .end { lines += notes }
        lines += problems.map { "ignored: \(folder)/\($0.key), because \($0.value)" }.sorted()
        if part != .all { lines.append("written to \(folder); a running server reads it within a second") }
        try StandardOutput.print(lines: lines.map(printable), as: "the output")
    }

    private var planned: String {
        state.isOn
            ? "planned maintenance is on\(since(.on)): visitors get the page if HAProxy checks /switch"
            : "planned maintenance is off: visitors get the page only while no application is up"
    }

    private var end: String {
        switch state.end {
        case .at(let date): "visitors expect the site back at \(TimeText.describe(date))\(since(.until))"
        case .unknown: "no end is shown to visitors\(since(.until))"
        case nil: "no end is set here; visitors see that of --until-file or --until, if any"
        }
    }

    private var notes: [String] {
        if state.notes.isEmpty { return ["no note is set"] }
        return state.notes.map { note in
            let name = note.language.map { "note in \($0.text)" } ?? "note"
            return "\(name): \(note.text)\(since(.note(note.language)))"
        }
    }

    private func since(_ name: StateFileName) -> String {
        files.files[name].map { " (set \(TimeText.distance(from: .now, to: $0.changed)))" } ?? ""
    }
}
