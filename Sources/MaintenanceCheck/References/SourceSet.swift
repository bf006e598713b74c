/// The candidates of a `srcset` attribute, by "parse a srcset attribute" of HTML §4.8.4.3.
enum SourceSet {
    /// The URLs of the candidates. A URL may contain commas, but not end with them.
    static func scan(_ srcset: [UInt8], firstLine: Int) -> [Reference] {
        var cursor = ByteCursor(srcset)
        var lines = LineCounter(srcset, firstLine: firstLine)
        var references: [Reference] = []
        while true {
            cursor.skip { $0.isASCIIWhitespace || $0 == .comma }
            if cursor.isAtEnd {
                return references
            }
            let line = lines.line(at: cursor.offset)
            var url = cursor.take { !$0.isASCIIWhitespace }
            if url.last == .comma {
                while url.last == .comma {
                    url.removeLast()
                }
            } else {
                skipDescriptors(&cursor)
            }
            references.append(Reference(url: String(decoding: url, as: UTF8.self), line: line))
        }
    }

    /// Descriptors end at a comma outside parentheses, which do not nest.
    private static func skipDescriptors(_ cursor: inout ByteCursor) {
        while let byte = cursor.current, byte != .comma {
            if byte == .leftParenthesis {
                cursor.skip(to: .rightParenthesis)
            }
            cursor.advance()
        }
    }
}
