import Foundation
import TestSupport
import Testing

/// `maintenance init`, which writes the built-in page into a directory.
@Suite(.timeLimit(.minutes(15))) struct InitTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func files(in path: String) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: path)
        let files = try names.map { ($0, try Data(contentsOf: URL(fileURLWithPath: "\(path)/\($0)"))) }
        return Dictionary(uniqueKeysWithValues: files)
    }

    @Test func initWritesTheFilesOfStatic() throws {
        let site = directory.path(of: "site")
        let result = try Command.run(["init", site])
        #expect(result.status == 0, "\(result.standardError)")
        #expect(result.standardOutput == "wrote 28 files: maintenance --dir \(site) serves them\n")
        #expect(
            try files(in: site) == files(in: "\(InitTests.root)/static"),
            "maintenance init --force static makes them anew")
    }

    @Test(arguments: [true, false]) func optionsAndVariablesSetTheBranding(byOptions: Bool) throws {
        try directory.write("<svg></svg>", to: "logo.svg")
        let settings = [
            "site-name": "Smith & Sons", "contact": "help@example.org", "accent": "#123456", "accent-dark": "#fedcba",
            "logo": directory.path(of: "logo.svg"),
        ]
        let site = directory.path(of: "site")
        let options = byOptions ? settings.flatMap { ["--\($0.key)", $0.value] } : []
        let variables = settings.map {
            ("MAINTENANCE_" + $0.key.uppercased().replacing("-", with: "_"), $0.value)
        }
        let result = try Command.run(
            ["init", site] + options, environment: byOptions ? [:] : Dictionary(uniqueKeysWithValues: variables))
        #expect(result.status == 0, "\(result.standardError)")
        let page = String(decoding: try #require(files(in: site)["index.de.html"]), as: UTF8.self)
        for text in ["Smith &amp; Sons", "mailto:help@example.org", "#123456", "#fedcba", "data:image/svg+xml,"] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test func nothingIsOverwrittenWithoutForce() throws {
        try directory.write("mine", to: "index.de.html")
        try directory.write("mine", to: "logo.svg")
        let result = try Command.run(["init", directory.path])
        #expect(result.status == EX_CANTCREAT)
        #expect(result.standardError.contains("index.de.html already exists"), "\(result.standardError)")
        #expect(try files(in: directory.path).keys.sorted() == ["index.de.html", "logo.svg"])

        #expect(try Command.run(["init", "--force", directory.path]).status == 0)
        let files = try files(in: directory.path)
        #expect(files.count == 29)
        #expect(files["logo.svg"] == Data("mine".utf8))
        #expect(files["index.de.html"] != Data("mine".utf8))
        #expect(try Command.run(["check", "--dir", directory.path]).standardError == "")
    }

    @Test func theErrorNamesAFileThatCannotBeWritten() throws {
        try directory.write("x", to: "file")
        for path in ["file", "none/site", ""] {
            let result = try Command.run(["init", path.isEmpty ? "" : directory.path(of: path)])
            #expect(result.status == EX_CANTCREAT, "\(path)")
            #expect(result.standardError.contains("init '"), "\(result.standardError)")
        }
    }
}
