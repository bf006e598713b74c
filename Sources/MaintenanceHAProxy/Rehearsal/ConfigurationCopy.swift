/// The ports of the rehearsal's servers on 127.0.0.1.
package struct RehearsalPorts: Sendable {
    /// The port of `maintenance` for visitors, and that for operators.
    package let page: UInt16
    package let admin: UInt16
    /// A port at which nothing listens.
    package let closed: UInt16
    /// The ports of the applications, by index.
    package let applications: [UInt16]
    /// HAProxy's ports: those of the `bind` lines by index, of the direct entries to the backends, and of `peers`
    /// sections.
    package let binds: [UInt16]
    package let entries: [UInt16]
    package let peers: [UInt16]

    package init(
        page: UInt16, admin: UInt16, closed: UInt16, applications: [UInt16], binds: [UInt16], entries: [UInt16],
        peers: [UInt16]
    ) {
        self.page = page
        self.admin = admin
        self.closed = closed
        self.applications = applications
        self.binds = binds
        self.entries = entries
        self.peers = peers
    }
}

/// A configuration in which HAProxy reaches only the rehearsal's servers.
package struct ConfigurationCopy: Sendable {
    /// A difference from the original.
    package struct Change: Sendable {
        package let position: Position
        package let note: Note
    }

    /// The message to operators about a line.
    package enum Note: Sendable {
        case changed(String)
        /// The first words of a line that the copy lacks.
        case leftOut(String, because: String)
    }

    /// A file of the copy. Its lines have the same numbers as in the original.
    package struct File: Sendable {
        package let name: String
        package let original: String
        package let contents: [UInt8]
    }

    package private(set) var files: [File] = []
    /// The names of empty files that replace missing ones.
    package private(set) var emptyFiles: [String] = []
    package private(set) var changes: [Change] = []

    init(_ plan: RehearsalPlan, on ports: RehearsalPorts, in folder: String, isReadable: @escaping (String) -> Bool) {
        var rewriter = LineRewriter(plan, on: ports, in: folder, isReadable: isReadable)
        for (index, (file, lines)) in zip(plan.files, plan.lines).enumerated() {
            var contents: [UInt8] = []
            for line in lines {
                let edit = rewriter.edit(line)
                if let note = edit.note { changes.append(Change(position: line.position, note: note)) }
                switch edit.result {
                case .keep: contents += line.bytes
                case .write(let text): contents += text.utf8
                case .leaveOut: contents += "# left out".utf8
                }
                contents.append(UInt8(ascii: "\n"))
            }
            // The last line ends in a line feed as in the original.
            contents.removeLast()
            files.append(File(name: "\(index).cfg", original: file.path, contents: contents))
        }
        files.append(
            File(
                name: "entries.cfg", original: "the rehearsal's lines", contents: Array(plan.entryLines(on: ports).utf8)
            ))
        emptyFiles = rewriter.references.emptyFiles
    }
}

extension RehearsalPlan {
    /// The number of `bind` lines and of `peers` sections, which need a port each.
    package var bindCount: Int { binds.count }
    package var peersCount: Int { lines.joined().count { $0.beginsSection && $0.section?.kind == .peers } }

    package func copy(
        on ports: RehearsalPorts, in folder: String, isReadable: @escaping (String) -> Bool
    ) -> ConfigurationCopy {
        ConfigurationCopy(self, on: ports, in: folder, isReadable: isReadable)
    }

    /// A direct entry to each backend, without the rules of any frontend.
    fileprivate func entryLines(on ports: RehearsalPorts) -> String {
        backends.enumerated().map { index, backend in
            """
            defaults
                mode \(backend.isHTTP ? "http" : "tcp")
                timeout client 30s
                timeout server 30s
                timeout connect 2s

            frontend rehearsal-entry-\(index)
                bind 127.0.0.1:\(ports.entries[index])
                default_backend \(backend.name)


            """
        }.joined()
    }
}
