/// What a page makes the browser load, as found by ``HTMLReferences/scan(_:)``.
package struct HTMLScan: Equatable, Sendable {
    /// The references, in document order.
    package internal(set) var references: [Reference] = []

    /// Where the visitor can go from the page (`a`, `area`, `form`), in document order.
    package internal(set) var links: [Reference] = []

    /// The `href` of the first `<base href>`, against which the browser resolves the relative references.
    package internal(set) var base: String?

    /// What the first `meta` that names a charset says.
    package internal(set) var charset: HTMLDeclaration?

    /// What the first `html` tag that names a language says.
    package internal(set) var language: HTMLDeclaration?
}

/// The references of a page: those of its attributes and of its `style` elements.
package enum HTMLReferences {
    /// Finds what the browser loads to show the page.
    ///
    /// The content of `template` elements loads nothing.
    package static func scan(_ html: [UInt8]) -> HTMLScan {
        var scanner = HTMLScanner(html)
        return scanner.run()
    }
}
