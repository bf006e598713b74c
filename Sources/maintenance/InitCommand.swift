internal import ArgumentParser
internal import Glibc
internal import MaintenancePage
internal import MaintenanceServer
internal import MaintenanceSite
internal import System

/// `maintenance init`, for a copy of the page to edit.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Writes the built-in page into a directory, to be edited and served with --dir.",
        discussion: "It makes the directory if it does not exist, and overwrites nothing without --force.")

    @Argument(help: "The directory.", completion: .directory)
    var directory: String

    @Flag(help: "Overwrite existing files.")
    var force = false

    @OptionGroup var brand: BrandingOptions

    func run() throws {
        let files = try BuiltInPage.files(for: try brand.branding())
        do {
            try SiteWriter(directory).write(files, overwriting: force)
        } catch {
            throw Failure("init '\(directory)': \(error)", status: EX_CANTCREAT)
        }
        try StandardOutput.print(
            lines: ["wrote \(files.count) files: maintenance --dir \(printable(directory)) serves them"],
            as: "the files are written; this message")
    }
}
