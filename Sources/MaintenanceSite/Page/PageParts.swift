internal import HTTP
internal import System

/// The parts of a page in HTML or XML that an answer shows, of those that only some answers do.
///
/// In the file each part is a comment. Whoever else reads or serves the file sees none of them, and most answers are the
/// file as it is:
///
///     <!--maintenance:unsaved <p>What you just sent was not saved.</p> -->
///     <!--maintenance:until <p>We expect to be back at {time}.</p> -->
///     <!--maintenance:note <p>{note} ({time})</p> -->
struct PageParts {
    private static let start = Array("<!--maintenance:".utf8)
    private static let end = Array("-->".utf8)

    /// `unsaved`: the request asked for something to be done, and nothing was.
    let isUnsaved: Bool
    /// `until`: when the maintenance ends, if that is known. `{time}` stands for it, and `{datetime}` as RFC 3339 has it.
    let end: HTTPDate?
    /// `note`: what the operator tells visitors. `{note}` stands for it, `{time}` and `{datetime}` for when it was last
    /// changed, and `{version}` for what Server-Timing calls it.
    let note: Note?
    let noteVersion: String?
    /// Whether URLs in the note become links.
    let isHTML: Bool

    /// The page with these parts; nil if it has none of them.
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

    /// The text of a part; nil if the part is not shown. The note is inserted last, because placeholders in it mean nothing.
    private func part(_ text: ArraySlice<UInt8>, named name: String) -> [UInt8]? {
        switch name {
        case "unsaved" where isUnsaved: Array(text)
        case "until": end.map { PageParts.fill(text, with: $0) }
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

    /// A time in UTC, because the time zone of the reader is not known: `2026-11-21 04:00 UTC`.
    private static func text(of date: HTTPDate) -> String {
        date.rfc3339.prefix(16).replacing("T", with: " ") + " UTC"
    }
}
