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
