package import HTTP
package import System

/// The operator's news for visitors of a site: the end of the maintenance, and the notes.
package struct News: Equatable, Sendable {
    /// When the maintenance ends; nil if it is not known.
    package var end: HTTPDate?
    /// At most one note for each language. The one without a language comes first.
    package var notes: [Note]
    /// Whether the end was so long ago that nobody should read that the site will be back soon.
    package var isOverdue: Bool

    package init(end: HTTPDate? = nil, notes: [Note] = [], isOverdue: Bool = false) {
        self.end = end
        self.notes = notes
        self.isOverdue = isOverdue
    }

    /// The note for a page in a language: the one in the same language, or else the one without a language.
    package func note(for language: LanguageTag?) -> Note? {
        let found = language?.lookUp(in: notes.compactMap(\.language))
        return notes.first { $0.language == found } ?? notes.first { $0.language == nil }
    }

    /// The version of the notes. It differs if a text differs, and is the same on each replica; nil without a note.
    package var noteVersion: String? {
        if notes.isEmpty { return nil }
        var hasher = EntityTagHasher()
        for note in notes { hasher.update("\(note.language?.text ?? "")\0\(note.text)\0") }
        return hasher.entityTag.text.filter { $0 != "\"" }
    }
}

extension EntityTagHasher {
    fileprivate mutating func update(_ text: String) {
        Array(text.utf8).withUnsafeBytes { update($0) }
    }
}

/// The news of each site: those of the site itself, and those for all sites.
package struct SitesNews: Equatable, Sendable {
    /// The end if no state file has one.
    package var defaultEnd: HTTPDate?
    /// The news for all sites.
    package var common = OperatorState()
    /// The news of single sites, by their folders. They take precedence over those for all sites.
    package var byFolder: [String: OperatorState] = [:]
    /// The time for which the pages are made.
    private let time: HTTPDate

    package init(defaultEnd: HTTPDate? = nil, at time: HTTPDate = .now) {
        self.defaultEnd = defaultEnd
        self.time = time
    }

    /// The news of the site in that folder; nil for the only site.
    package func news(of folder: String?) -> News {
        let own = folder.flatMap { byFolder[$0] } ?? OperatorState()
        let end = OperatorState.End.date(own.end ?? common.end, otherwise: defaultEnd)
        return News(
            end: end, notes: own.notes.isEmpty ? common.notes : own.notes,
            isOverdue: end.map { SitesNews.isOverdue($0, at: time) } ?? false)
    }

    /// Whether a site that is not overdue in these news is overdue at the time.
    package func isOutdated(at now: HTTPDate) -> Bool {
        let folders: [String?] = [nil] + Array(byFolder.keys)
        return folders.compactMap { news(of: $0).end }.contains {
            SitesNews.isOverdue($0, at: now) && !SitesNews.isOverdue($0, at: time)
        }
    }

    /// Half an hour after the end, as in the page's script.
    private static func isOverdue(_ end: HTTPDate, at time: HTTPDate) -> Bool {
        time.secondsSinceEpoch >= end.secondsSinceEpoch + 1800
    }

    /// Whether planned maintenance is on for all sites or for the one in the folder; nil if there is no such folder.
    package func isOn(for folder: String?) -> Bool? {
        guard let folder else { return common.isOn }
        return byFolder[folder].map { $0.isOn || common.isOn }
    }

    /// Whether planned maintenance is on for any site.
    package var isOnAnywhere: Bool { common.isOn || byFolder.values.contains(where: \.isOn) }
}

extension News {
    /// The news as members of a JSON object, for the page's script and the status report.
    package var members: [(name: String, value: JSON)] {
        [("until", JSON(end?.rfc3339)), ("notes", .array(notes.map(\.json)))]
    }
}

extension Note {
    /// The note in JSON, for the page's script and the status report.
    package var json: JSON {
        .object([
            ("language", .string(language?.text ?? "")), ("text", .string(text)), ("changed", .string(changed.rfc3339)),
        ])
    }
}

extension Document {
    /// The news as the page's script reads them.
    init(_ news: News) {
        let text = JSON.object(news.members).text + "\n"
        self.init(mediaType: "application/json", identity: Representation(coding: nil, inMemory: Bytes(text)))
    }
}
