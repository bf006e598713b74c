internal import MaintenanceSite
internal import MaintenanceServer
internal import System

/// The files of a site, as a table of paths, media types and sizes.
struct SiteListing {
    private struct Row {
        let path: String
        let mediaType: String
        let size: String
        var note = ""
    }

    private let rows: [Row]

    init(_ site: Site) {
        let notes =
            ["  503, at every URL except these:"]
            + Array(repeating: "  503 too, for clients that prefer it", count: site.page.variants.count - 1)
        let page = zip(site.page.variants, notes).map { SiteListing.row($0.name, $0.document, note: $1) }
        rows = page + site.resources.sorted { $0.key < $1.key }.map { SiteListing.row("\($0.key)", $0.value) }
    }

    /// The lines of the table.
    var lines: [String] {
        let pathWidth = rows.map(\.path.count).max() ?? 0
        let typeWidth = rows.map(\.mediaType.count).max() ?? 0
        let sizeWidth = rows.map(\.size.count).max() ?? 0
        return rows.map { row in
            let path = row.path + String(repeating: " ", count: pathWidth - row.path.count)
            let type = row.mediaType + String(repeating: " ", count: typeWidth - row.mediaType.count)
            let size = String(repeating: " ", count: sizeWidth - row.size.count) + row.size
            return "\(path)  \(type)  \(size)\(row.note)"
        }
    }

    /// The lines of a table for each site, below the names of its hosts.
    static func lines(of sites: Sites) -> [String] {
        Array(
            sites.members.map { member in
                let heading = member.hosts.isEmpty ? [] : [member.hosts.map { "\($0)" }.joined(separator: ", ") + ":"]
                return heading + SiteListing(member.site).lines
            }.joined(separator: [""]))
    }

    private static func row(_ path: String, _ document: Document, note: String = "") -> Row {
        Row(
            path: printable("/" + path), mediaType: document.mediaType, size: "\(document.identity.contents.count)",
            note: note)
    }
}
