internal import HTTP
internal import System

extension Page.Variant {
    /// The variant with the news. If they change the text, it has no siblings, because these are copies of the file,
    /// and gets a new gzip copy.
    func announcing(_ news: News) -> Self {
        var variant = self
        variant.document = document(with: news, isUnsaved: false)
        variant.unsaved = format == .html ? LazyDocument { document(with: news, isUnsaved: true).compressed() } : nil
        return variant
    }

    private func document(with news: News, isUnsaved: Bool) -> Document {
        let note = news.note(for: language)
        let saysNothing = !isUnsaved && news.end == nil && note == nil
        guard !saysNothing, let file = try? source.identity.contents.bytes() else { return source }
        let text: [UInt8]? =
            switch format {
            case .html, .xml:
                PageParts(
                    isUnsaved: isUnsaved, end: news.end, isOverdue: news.isOverdue && format == .html, note: note,
                    noteVersion: news.noteVersion, isHTML: format == .html
                ).shown(in: file)
            case .json: JSONNews(end: news.end, note: note).added(to: file)
            case .text: TextNews(end: news.end, note: note).added(to: file)
            }
        return text.map { source.withText($0) } ?? source
    }
}

extension Document {
    /// The document with another text.
    fileprivate func withText(_ text: [UInt8]) -> Document {
        var document = self
        document.identity = Representation(coding: nil, inMemory: Bytes(text))
        document.siblings = []
        let isWorthwhile = GzipCopies.areWorthwhile(for: mediaType, size: text.count)
        document.gzipCopy = isWorthwhile ? GzipCopy(isUnlimited: true) : nil
        return document
    }
}

/// The news as members `until` and `note` at the end of a JSON object. Existing members of these names take precedence.
private struct JSONNews {
    let end: HTTPDate?
    let note: Note?

    /// The object with the members; nil without news, or if the file is not an object.
    func added(to file: [UInt8]) -> [UInt8]? {
        let isBlank = { (byte: UInt8) in " \t\r\n".utf8.contains(byte) }
        guard file.first(where: { !isBlank($0) }) == UInt8(ascii: "{"),
            let end = file.lastIndex(of: UInt8(ascii: "}")), file[(end + 1)...].allSatisfy(isBlank),
            let last = file[..<end].lastIndex(where: { !isBlank($0) })
        else { return nil }
        let members = [("until", self.end?.rfc3339), ("note", note?.text)].compactMap { name, value in
            value.map { (name: name, value: $0) }
        }.filter { !file.contains("\"\($0.name)\"".utf8) }
        if members.isEmpty { return nil }
        let text = members.map { "\n  \"\($0.name)\": \(JSONString.quoted($0.value))" }.joined(separator: ",")
        let comma = file[last] == UInt8(ascii: "{") ? "" : ","
        return Array(file[...last]) + "\(comma)\(text)\n".utf8 + file[end...]
    }
}

/// The news as lines at the end of a text.
private struct TextNews {
    let end: HTTPDate?
    let note: Note?

    /// The text with the lines; nil without news.
    func added(to file: [UInt8]) -> [UInt8]? {
        let lines = [end.map { "Until: \($0.rfc3339)\n" }, note.map { "Note: \($0.text)\n" }].compactMap(\.self)
        if lines.isEmpty { return nil }
        let lineEnd = file.last == UInt8(ascii: "\n") ? "" : "\n"
        return file + (lineEnd + lines.joined()).utf8
    }
}
