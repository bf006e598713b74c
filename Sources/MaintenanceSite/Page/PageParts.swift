internal import HTTP
internal import System

/// The optional parts of a page in HTML or XML, which only some answers show.
///
/// In the file each part is a comment. Other readers of the file see none of the parts, and most answers are the file
/// as it is:
///
///     <!--maintenance:unsaved <p>What you just sent was not saved.</p> -->
///     <!--maintenance:until <p>We expect to be back at {time}.</p> -->
///     <!--maintenance:overdue <p>It takes longer than planned.</p> -->
///     <!--maintenance:note <p>{note} ({time})</p> -->
struct PageParts {
    private static let start = Array("<!--maintenance:".utf8)
    private static let end = Array("-->".utf8)

    /// `unsaved`: the request was meant to save data, which was not saved.
    let isUnsaved: Bool
    /// `until`: the end of the maintenance, if it is known. It replaces `{time}`, and `{datetime}` in the format of RFC
    /// 3339.
    let end: HTTPDate?
    /// `overdue`, in place of `until`: the end was half an hour ago or more.
    let isOverdue: Bool
    /// `note`: the operator's note. Its text replaces `{note}`, the time of its last change `{time}` and `{datetime}`,
    /// and its version in Server-Timing `{version}`.
    let note: Note?
    let noteVersion: String?
    /// Whether URLs in the note become links.
    let isHTML: Bool

    /// The page with these parts shown; nil if it has none of them.
    func shown(in page: [UInt8]) -> [UInt8]? {
        var rest = page[...]
        var result: [UInt8] = []
        var isChanged = false
        while let start = rest.firstRange(of: PageParts.start) {
            let name = rest[start.upperBound...].prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
            guard let end = rest[name.endIndex...].firstRange(of: PageParts.end) else { break }
            if let part = part(rest[name.endIndex..<end.lowerBound], named: String(decoding: name, as: UTF8.self)) {
                result += rest[..<start.lowerBound] + part
                isChanged = true
            } else {
                result += rest[..<end.upperBound]
            }
            rest = rest[end.upperBound...]
        }
        return isChanged ? result + rest : nil
    }

    /// The text of a part; nil if the part is not shown. The note is inserted last, because placeholders in its text
    /// have no meaning.
    private func part(_ text: ArraySlice<UInt8>, named name: String) -> [UInt8]? {
        switch name {
        case "unsaved" where isUnsaved: Array(text)
        case "until" where !isOverdue: end.map { PageParts.fill(text, with: $0) }
        case "overdue" where isOverdue: Array(text)
        case "note":
            note.map { note in
                PageParts.fill(text, with: note.changed).replacing("{version}".utf8, with: (noteVersion ?? "").utf8)
                    .replacing(
                        "{note}".utf8, with: (isHTML ? note.text.linkedMarkup : note.text.escapedForMarkup).utf8)
            }
        default: nil
        }
    }

    private static func fill(_ text: ArraySlice<UInt8>, with date: HTTPDate) -> [UInt8] {
        Array(text).replacing("{time}".utf8, with: PageParts.text(of: date).utf8)
            .replacing("{datetime}".utf8, with: date.rfc3339.utf8)
    }

    /// A time in UTC, because the reader's time zone is not known: `2026-11-21 04:00 UTC`.
    private static func text(of date: HTTPDate) -> String {
        date.rfc3339.prefix(16).replacing("T", with: " ") + " UTC"
    }
}
