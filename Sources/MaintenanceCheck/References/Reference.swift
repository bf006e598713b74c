internal import HTTP

/// A URL that a page or a stylesheet makes the browser load.
package struct Reference: Equatable, Sendable {
    /// The URL as written, once character references and escapes are decoded.
    package let url: String

    /// The line, counted from 1, where the reference's value begins.
    package let line: Int

    package init(url: String, line: Int) {
        self.url = url
        self.line = line
    }
}

extension Reference {
    /// Where the URL points.
    package var kind: ReferenceKind {
        ReferenceKind(url: url)
    }
}

/// Where the URL of a reference points, as the URL Standard's parser sees it on an `http` page.
package enum ReferenceKind: Equatable, Sendable {
    /// It names a scheme (`https:`, `data:`) or a host (`//cdn.example`).
    case external

    /// It is empty or only a fragment.
    case sameDocument

    /// It starts at the root of the site. The path has neither query nor fragment, and is still percent-encoded.
    case rootAbsolute(path: String)

    /// It depends on the URL at which the page is seen.
    case relative

    /// Classifies a URL as written in a page or a stylesheet.
    package init(url: String) {
        let url = Self.stripped(url)
        // On a page of a special scheme, such as `http`, a backslash is a slash up to the query or the fragment.
        let path = url.prefix { $0 != .questionMark && $0 != .numberSign }
            .map { $0 == .backslash ? .slash : $0 }
        if url.isEmpty || url.first == .numberSign {
            self = .sameDocument
        } else if Self.startsWithScheme(url) || path.starts(with: [.slash, .slash]) {
            self = .external
        } else if path.first == .slash {
            self = .rootAbsolute(path: String(decoding: path, as: UTF8.self))
        } else {
            self = .relative
        }
    }

    /// The URL parser removes C0 controls and spaces around the URL, then tabs and newlines anywhere in it.
    static func stripped(_ url: String) -> [UInt8] {
        var url = url.utf8.drop { $0 <= .space }
        while let last = url.last, last <= .space {
            url.removeLast()
        }
        return url.filter { $0 != .tab && $0 != .lineFeed && $0 != .carriageReturn }
    }

    /// URL Standard, scheme start state and scheme state.
    private static func startsWithScheme(_ url: [UInt8]) -> Bool {
        guard let first = url.first, first.isASCIILetter else { return false }
        let afterScheme = url.first { byte in
            !(byte.isASCIIAlphanumeric || byte == .plus || byte == .hyphen || byte == .fullStop)
        }
        return afterScheme == .colon
    }
}

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
