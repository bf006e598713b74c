import Foundation
import TestSupport

/// chromedriver, run on a free port. It ends with this object, or with the thread that made it.
final class Driver {
    struct NotReady: Error {
        let output: String
    }

    let port: UInt16
    private let process = Process()

    init() throws {
        let output = OutputPipe()
        // However the tests end, nothing is left: the kernel ends the driver, and browsers end as its pipe to them breaks.
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments = ["--pdeathsig", "KILL", "/usr/bin/chromedriver", "--port=0"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output.writingEnd
        process.standardError = FileHandle.nullDevice
        try process.run()
        try output.writingEnd.close()
        let reader = output.startReading()
        let line = #/started successfully on port (\d+)/#
        _ = eventually { reader.text.contains(line) }
        guard let match = reader.text.firstMatch(of: line), let port = UInt16(match.1) else {
            kill(process.processIdentifier, SIGKILL)
            throw NotReady(output: reader.text)
        }
        self.port = port
    }

    // Foundation's processes have SIGTERM blocked.
    deinit {
        kill(process.processIdentifier, SIGKILL)
    }
}
