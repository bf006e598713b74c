/// The rules of `maintenance check`. Documentation/check.md has a row for each, which a test compares with this table.
package enum Rule: String, CaseIterable, Sendable {
    // The directory
    case notServed = "not-served"
    case missingLanguage = "missing-language"
    case notThePage = "not-the-page"
    case publicFile = "public-file"
    case missingIcon = "missing-icon"
    // Files
    case notUTF8 = "not-utf-8"
    case utf16 = "utf-16"
    case nulBytes = "nul-bytes"
    case otherCharset = "other-charset"
    case otherLanguage = "other-language"
    case invalidJSON = "invalid-json"
    case invalidXML = "invalid-xml"
    case notChecked = "not-checked"
    // The page
    case templateLeftover = "template-leftover"
    case metaRefresh = "meta-refresh"
    case ignoredBase = "ignored-base"
    case beforeBase = "before-base"
    case fragmentWithBase = "fragment-with-base"
    case blankWithoutScripts = "blank-without-scripts"
    case dataReference = "data-reference"
    // References
    case relativeReference = "relative-reference"
    case missingFile = "missing-file"
    case pageAsFile = "page-as-file"
    case refusedType = "refused-type"
    case unknownModule = "unknown-module"
    case formToFile = "form-to-file"
    case blockingHost = "blocking-host"
    case otherHost = "other-host"
    case insecureReference = "insecure-reference"
    case unmatchedReference = "unmatched-reference"
}

extension Rule {
    package enum Severity: String, CaseIterable, Sendable {
        /// A defect that visitors see, or may see.
        case warning
        /// A fact that operators may want to know.
        case note
    }

    package var severity: Severity {
        switch self {
        case .dataReference, .missingIcon, .otherHost, .unmatchedReference, .utf16: .note
        default: .warning
        }
    }

    /// The row in the documentation.
    package var summary: String {
        switch self {
        case .notServed: "A file, or the folder of a host, is not served, or a compressed copy is not sent."
        case .missingLanguage: "`--language` names a language that no file of the page is in."
        case .notThePage: "A file such as `index.pt_BR.html` looks like a variant of the page, and is an ordinary file."
        case .publicFile: "Anybody can download a program, a database, a key or a configuration."
        case .missingIcon: "The page has no icon, so browsers fetch the whole page once more as `/favicon.ico`."
        case .notUTF8: "A page, a style sheet or a script is not UTF-8, and is sent as UTF-8."
        case .utf16: "A page is UTF-16 with a byte order mark. Browsers show it, other clients cannot read it."
        case .nulBytes: "A page has NUL bytes, as UTF-16 without a byte order mark does."
        case .otherCharset: "A page declares a charset other than UTF-8 in a `meta`."
        case .otherLanguage: "The `lang` of a page is not the language in its file name."
        case .invalidJSON: "`index.json` is not JSON."
        case .invalidXML:
            "`index.xml`, or a drawing on the page, is not well-formed XML, or the drawing is not SVG."
        case .notChecked: "A file is too large to search for references, or cannot be read."
        case .templateLeftover: "Text such as `{{ title }}` or `<?php` is sent as it is."
        case .metaRefresh:
            "A `<meta http-equiv=refresh>` takes visitors away from their URL, or loads the page every few seconds."
        case .ignoredBase: "Browsers ignore the `<base>`, because its URL is invalid or not one of HTTP."
        case .beforeBase:
            "A relative reference comes before the `<base>`, and browsers resolve it against the page's own URL."
        case .fragmentWithBase: "A link such as `#top` leaves the page, because the `<base>` is another page."
        case .blankWithoutScripts: "The page shows neither text nor a picture until its scripts have run."
        case .dataReference: "A `data-*` attribute names a relative file, which a script may load."
        case .relativeReference: "A reference depends on the URL at which the page is shown."
        case .missingFile: "A reference is to a file that the site does not have, so its answer is the page."
        case .pageAsFile: "A reference is to the page itself, where another file is expected."
        case .refusedType: "Browsers reject a script or a style sheet because of its media type."
        case .unknownModule:
            "A module imports another one by a name such as `react` that no import map of the page has."
        case .formToFile: "A form is sent to a file of the site. Its data is lost, and the answer is the file."
        case .blockingHost: "The page shows nothing until another host has answered."
        case .otherHost: "The page loads something from another host."
        case .insecureReference: "A reference is `http:`, which browsers block on `https:` pages."
        case .unmatchedReference:
            "A style sheet needs a missing file only for elements or fonts that a script may add."
        }
    }
}
