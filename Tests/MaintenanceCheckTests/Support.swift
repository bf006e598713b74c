import Foundation
import HTTP
import MaintenanceSite
import TestSupport

@testable import MaintenanceCheck

/// A directory to check.
struct CheckedSite {
    private let directory: TemporaryDirectory

    /// A directory of files with these texts, and of others with these bytes.
    init(_ files: [String: String], _ others: [String: [UInt8]] = [:]) throws {
        directory = try TemporaryDirectory(files)
        for (name, bytes) in others { try directory.write(Data(bytes), to: name) }
    }

    /// A page with other files.
    init(page: String, _ files: [String: String] = [:]) throws {
        try self.init(files.merging(["index.html": page]) { $1 })
    }

    func findings(language: String? = nil, byHost: Bool = false, hosts: [String] = []) throws -> Findings {
        let source = SiteSource(
            directory: directory.path, language: language.flatMap(LanguageTag.init), isByHost: byHost)
        return SitesCheck(try source.load().sites, hosts: hosts.compactMap { HostName($0) }).findings()
    }

    /// Each warning as `index.html:1: text`.
    func warnings(language: String? = nil, byHost: Bool = false, hosts: [String] = []) throws -> [String] {
        try findings(language: language, byHost: byHost, hosts: hosts).sorted(.warning).map {
            "\($0.places[0]): \($0.text)"
        }
    }

    /// The rules of the warnings at each place, as `index.html:1 missing-file`.
    func rules(byHost: Bool = false, hosts: [String] = []) throws -> [String] {
        let findings = try findings(byHost: byHost, hosts: hosts).sorted(.warning)
        return findings.flatMap { finding in finding.places.map { "\($0) \(finding.rule.rawValue)" } }.sorted()
    }

    /// The rules of the notes, without the one about the icon.
    func notes() throws -> [String] {
        try findings().sorted(.note).filter { $0.rule != .missingIcon }.map { "\($0.places[0]) \($0.rule.rawValue)" }
    }
}

/// The factor by which the body takes longer for eight times the size. Quadratic growth would give 64. A disturbed
/// measurement is repeated.
func growth(from size: Int, _ body: (_ size: Int) throws -> Void) rethrows -> Double {
    var ratio = Double.infinity
    for _ in 0..<5 where ratio > 14 {
        let short = try processorTime { try body(size) }
        ratio = min(ratio, try processorTime { try body(size * 8) } / short)
    }
    return ratio
}
