internal import CLinux
internal import HTTP

/// The parts of an HTML page that an answer shows, of those that only some answers do.
///
/// In the file each part is a comment. Whoever else reads or serves the file sees none of them, and most answers are the
/// file as it is:
///
///     <!--maintenance:unsaved <p>What you just sent was not saved.</p> -->
///     <!--maintenance:until <p>We expect to be back at {time}.</p> -->
struct PageParts: Equatable {
    /// `unsaved`: the request asked for something to be done, and nothing was.
    var isUnsaved = false
    /// `until`: when the maintenance ends, if that is known. It takes the place of `{time}`.
    var end: HTTPDate?

    private static let start: StaticString = "<!--maintenance:"
    private static let end: StaticString = "-->"
    private static let time = "{time}"

    /// The page with these parts; nil where it has none of them.
    func shown(in html: [UInt8]) -> [UInt8]? {
        var rest = html[...]
        var result: [UInt8] = []
        var isChanged = false
        while let start = rest.firstRange(ofText: PageParts.start) {
            let name = rest[start.upperBound...].prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
            guard let end = rest[name.endIndex...].firstRange(ofText: PageParts.end) else { break }
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

    /// What is shown of a part; nil where the part is not.
    private func part(_ text: ArraySlice<UInt8>, named name: String) -> [UInt8]? {
        switch name {
        case "unsaved" where isUnsaved: Array(text)
        case "until": end.map { Array(text).replacing(PageParts.time.utf8, with: PageParts.text(of: $0).utf8) }
        default: nil
        }
    }

    /// A time as everybody reads it, since nobody knows where the reader is: `2026-11-21 04:00 UTC`.
    private static func text(of date: HTTPDate) -> String {
        date.rfc3339.prefix(16).replacing("T", with: " ") + " UTC"
    }
}

extension ArraySlice<UInt8> {
    /// Where the text is for the first time. Every page is searched at the start, so it has to be quick.
    fileprivate func firstRange(ofText text: StaticString) -> Range<Int>? {
        withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress,
                let found = memmem(start, bytes.count, text.utf8Start, text.utf8CodeUnitCount)
            else { return nil }
            let place = startIndex + (UnsafeRawPointer(found) - start)
            return place..<(place + text.utf8CodeUnitCount)
        }
    }
}

extension Page.Variant {
    /// The variant as it is until the maintenance ends. It has the same codings as any text without siblings where a part
    /// makes it another text: its siblings are copies of the file.
    func announcing(_ end: HTTPDate?) -> Self {
        guard format == .html, let html = try? source.identity.contents.bytes() else { return self }
        func document(showing parts: PageParts) -> Document? {
            guard let text = parts.shown(in: html) else { return nil }
            var document = source
            document.identity = Representation(coding: nil, inMemory: Bytes(text))
            document.siblings = []
            let isWorthwhile = GzipCopies.areWorthwhile(for: document.mediaType, size: text.count)
            document.gzipCopy = isWorthwhile ? GzipCopy(isUnlimited: true) : nil
            return document
        }
        var variant = self
        variant.document = document(showing: PageParts(end: end)) ?? source
        variant.unsavedDocument = document(showing: PageParts(isUnsaved: true, end: end)) ?? source
        return variant
    }
}
