internal import Foundation

/// A release of Debian in which the tests run, and its versions of the server's dependencies.
package enum DebianRelease: String {
    case bookworm
    case trixie

    /// The release that the variable `DEBIAN_RELEASE` names, or else that of this system; nil for any other system. `script/in-debian` sets
    /// the variable, so that a test fails if it runs elsewhere.
    package static let current: DebianRelease? = {
        if let name = ProcessInfo.processInfo.environment["DEBIAN_RELEASE"] { return DebianRelease(rawValue: name) }
        let system = try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)
        return system?.firstMatch(of: #/(?m)^VERSION_CODENAME=(\w+)$/#).flatMap { DebianRelease(rawValue: "\($0.1)") }
    }()

    package var libeventVersion: String {
        switch self {
        case .bookworm: "2.1.12-stable"
        case .trixie: "2.1.13-stable"
        }
    }

    package var haproxyVersion: [Int] {
        switch self {
        case .bookworm: [2, 6]
        case .trixie: [3, 0]
        }
    }
}
