import Foundation
import TestSupport
import Testing

/// The links and the configuration in the documentation are valid.
@Suite(.timeLimit(.minutes(15))) struct DocumentationTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardized

    private static let pages: [String] = {
        let folders = ["", "Documentation", "Benchmarks"]
        return folders.flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
            return names.filter { $0.hasSuffix(".md") }.map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
        }
    }()

    @Test(arguments: pages) func everyLinkResolves(page: String) throws {
        let file = DocumentationTests.root.appending(path: page)
        let text = try String(contentsOf: file, encoding: .utf8)
        let links = text.matches(of: #/\]\(([^)\s]+)\)|src="([^"]+)"/#).compactMap { $0.1 ?? $0.2 }
        for link in links where !link.contains("://") && !link.hasPrefix("/") {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let target =
                parts[0].isEmpty ? file : file.deletingLastPathComponent().appending(path: parts[0]).standardized
            #expect(FileManager.default.fileExists(atPath: target.path), "\(page): \(link)")
            guard parts.count == 2 else { continue }
            let anchors = DocumentationTests.anchors(in: try String(contentsOf: target, encoding: .utf8))
            #expect(anchors.contains(String(parts[1])), "\(page): \(link)")
        }
    }

    /// The anchors that GitHub gives to headings.
    private static func anchors(in text: String) -> [String] {
        text.matches(of: #/(?m)^#+ (.+)$/#).map { heading in
            heading.1.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
                .replacing(" ", with: "-")
        }
    }

    /// Blocks of HAProxy's configuration are valid, parts of a section within a backend.
    @Test(arguments: pages) func haproxyAcceptsEveryBlock(page: String) throws {
        let text = try String(contentsOf: DocumentationTests.root.appending(path: page), encoding: .utf8)
        for block in text.matches(of: #/(?m)^```haproxy\n((?:.*\n)*?)```/#).map(\.1) {
            var configuration = """
                defaults
                    mode http
                    timeout connect 1s
                    timeout client 9s
                    timeout server 9s
                frontend documented-front
                    bind 127.0.0.1:8000

                """
            let isPart = block.hasPrefix(" ")
            configuration += isPart ? "backend documented\n\(block)" : String(block)
            for name in block.matches(of: #/(?:use_backend|default_backend) (\w+)/#).map(\.1)
            where !block.contains("backend \(name)\n") {
                configuration += "backend \(name)\n"
            }
            let directory = try TemporaryDirectory(["haproxy.cfg": configuration])
            #expect(try HAProxy.complaint(about: "\(directory.path)/haproxy.cfg") == nil, "\(page): \(block)")
        }
    }
}
