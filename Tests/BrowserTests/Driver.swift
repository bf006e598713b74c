import Foundation
import TestSupport

/// chromedriver or WebKitWebDriver, run on a free port. It ends with this object, or with the thread that made it.
final class Driver {
    struct NotReady: Error {
        let output: String
    }

    let port: UInt16
    private let process: BrowserProcess
    /// nil if the browser needs no display.
    private let display: Display?

    /// chromedriver chooses a port, and fails if it is in use for the other version of IP. Then it is started again.
    static func chromium() throws -> Driver {
        let line = #/started successfully on port (\d+)/#
        for attempt in 1... {
            let process = try BrowserProcess(["/usr/bin/chromedriver", "--port=0"])
            _ = eventually { process.output.contains(line) || process.hasEnded }
            if let match = process.output.firstMatch(of: line), let port = UInt16(match.1) {
                return Driver(port: port, process: process, display: nil)
            }
            if attempt == 5 || !process.output.contains("port not available") {
                throw NotReady(output: process.output)
            }
        }
        fatalError("the loop has no end")
    }

    /// WebKitWebDriver needs a given port, which another process may have taken.
    static func webkit(profile: TemporaryDirectory) throws -> Driver {
        let display = try Display()
        // There is no sandbox for root, as in a container, and no graphics card.
        let environment = [
            "DISPLAY": display.name, "HOME": profile.path, "LIBGL_ALWAYS_SOFTWARE": "1",
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        ]
        var output = ""
        for _ in 1...5 {
            let port = try LoopbackSocket().port
            let process = try BrowserProcess(["/usr/bin/WebKitWebDriver", "--port=\(port)"], environment: environment)
            let isReady = eventually { process.hasEnded || (try? RawClient(port: port)) != nil }
            if isReady, !process.hasEnded { return Driver(port: port, process: process, display: display) }
            output = process.output
        }
        throw NotReady(output: output)
    }

    private init(port: UInt16, process: BrowserProcess, display: Display?) {
        self.port = port
        self.process = process
        self.display = display
    }
}

/// Xvfb, a virtual display.
private final class Display {
    let name: String
    private let process: BrowserProcess

    init() throws {
        process = try BrowserProcess([
            "/usr/bin/Xvfb", "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp",
        ])
        let process = process
        guard eventually({ process.output.contains("\n") }) else { throw Driver.NotReady(output: process.output) }
        name = ":" + process.output.prefix { $0 != "\n" }
    }
}

/// A process that ends with this object or, however the tests end, with the thread that made it.
final class BrowserProcess {
    private let process = Process()
    private let reader: OutputReader

    init(_ command: [String], environment: [String: String] = [:]) throws {
        let pipe = OutputPipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments = ["--pdeathsig", "KILL"] + command
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, own in own }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe.writingEnd
        process.standardError = FileHandle.nullDevice
        try process.run()
        try pipe.writingEnd.close()
        reader = pipe.startReading()
    }

    var output: String { reader.text }
    var hasEnded: Bool { !process.isRunning }

    // Foundation's processes have SIGTERM blocked.
    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}
