internal import Foundation

/// Examples/haproxy.cfg, the configuration that an operator copies.
enum Example {
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Examples/haproxy.cfg").path

    static func text() throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }
}
