/// An element whose content is text up to its own end tag, whatever tags that text seems to hold.
///
/// `noscript` is not among them: its content is the markup that a browser without scripts reads.
enum HTMLRawTextElement: String {
    case iframe, noembed, noframes, plaintext, script, style, textarea, title, xmp

    /// Moves from the end of the start tag to the end tag, or to the end of the page.
    func skipText(_ cursor: inout ByteCursor) {
        switch self {
        case .plaintext: cursor.skip { _ in true }
        case .script: skipScript(&cursor)
        default: skipToEndTag(&cursor)
        }
    }

    private func skipToEndTag(_ cursor: inout ByteCursor) {
        cursor.skip(to: .lessThan)
        while !cursor.isAtEnd, !isAtTag("</" + rawValue, cursor) {
            cursor.advance()
            cursor.skip(to: .lessThan)
        }
    }

    /// Script data, HTML §13.2.5.15 to §13.2.5.31.
    ///
    /// After `<!--`, a `<script` makes the next `</script` part of the text, unless `-->` comes before.
    private func skipScript(_ cursor: inout ByteCursor) {
        enum Escape { case none, escaped, doubleEscaped }
        var escape = Escape.none
        while !cursor.isAtEnd {
            if cursor.isAt("-->") {
                escape = .none
            } else if escape == .none, cursor.isAt("<!--") {
                escape = .escaped
                // The dashes may also end the escape: `<!-->`.
                cursor.advance()
            } else if escape == .escaped, isAtTag("<script", cursor) {
                escape = .doubleEscaped
            } else if isAtTag("</script", cursor) {
                guard escape == .doubleEscaped else { return }
                escape = .escaped
            }
            cursor.advance()
            cursor.skip { $0 != .lessThan && $0 != .hyphen }
        }
    }

    /// Whether a tag of exactly this name comes next.
    private func isAtTag(_ opening: String, _ cursor: ByteCursor) -> Bool {
        guard cursor.isAt(ignoringCase: opening), let next = cursor.peek(opening.utf8.count) else { return false }
        return next.isASCIIWhitespace || next == .slash || next == .greaterThan
    }
}
