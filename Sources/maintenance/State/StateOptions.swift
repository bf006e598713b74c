internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import MaintenanceServer
internal import MaintenanceSite
internal import System

/// The folder of the operator's news.
struct StateOptions: ServerOptionGroup {
    static let rows = [OptionTable.state.row]

    var texts = CommandLineTexts()

    /// The given state folder; nil if none is given.
    func given() throws(Failure) -> String? {
        let folder = try OptionTable.state.value(in: texts)
        return folder?.isEmpty == true ? nil : folder
    }
}

/// The end of the maintenance, an option of the server and of `on`.
struct UntilOption: ServerOptionGroup {
    static let rows = [OptionTable.until.row]

    var texts = CommandLineTexts()
}

/// The options that determine the state folder.
struct StateFolderOptions: ParsableArguments {
    @OptionGroup var site: SiteOptions
    @OptionGroup var state: StateOptions

    @Option(
        name: .customLong("site"),
        help: ArgumentHelp("Only one of the sites of --by-host, by the name of its folder.", valueName: "folder"))
    var folder: String?

    /// The state folder that a server with the same options reads.
    func path() throws(Failure) -> String {
        let common: String
        if let given = try state.given() {
            common = given
        } else if let directory = try site.directorySetting().value {
            common = StateFolder.path(in: directory)
        } else {
            throw Failure("the built-in page has no state folder: set one with --state", status: EX_USAGE)
        }
        guard let folder else { return common }
        guard !folder.isEmpty, !folder.hasPrefix("."), !folder.contains("/") else {
            throw Failure("--site '\(folder)': it is not the name of a folder", status: EX_USAGE)
        }
        return StateFolder.path(ofSite: folder, besides: common)
    }

    /// Reads the files of the state folder.
    func read() throws(Failure) -> StateFiles {
        let path = try path()
        do {
            return try StateFiles(in: path)
        } catch {
            throw Failure("'\(path)' cannot be read: \(error)", status: EX_NOINPUT)
        }
    }

    /// Replaces a file of the folder, and makes the folder if it does not exist.
    func write(_ text: String, to name: StateFileName) throws(Failure) {
        let path = try path()
        do {
            try makeDirectory(path)
            try replaceFile("\(name)", in: path, with: text)
        } catch {
            throw Failure("'\(path)/\(name)' cannot be written: \(error)", status: EX_CANTCREAT)
        }
    }

    /// Removes a file of the folder. Returns false if it does not exist.
    @discardableResult func remove(_ name: StateFileName) throws(Failure) -> Bool {
        let path = try path()
        do {
            return try removeFile("\(name)", in: path)
        } catch {
            throw Failure("'\(path)/\(name)' cannot be removed: \(error)", status: EX_CANTCREAT)
        }
    }
}
