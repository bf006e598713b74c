internal import Foundation

/// The files in Examples, which operators copy.
package enum Example {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    package static func path(of name: String) -> String { root.appendingPathComponent("Examples/\(name)").path }

    package static func text(of name: String) throws -> String {
        try String(contentsOfFile: path(of: name), encoding: .utf8)
    }

    /// A program or another file that `script/bootstrap --test` installs in .build/tools.
    package static func tool(_ name: String) -> String { root.appendingPathComponent(".build/tools/\(name)").path }
}
