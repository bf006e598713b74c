/// What `maintenance check` looks for. Documentation/check.md has a line for each, which a test compares with this table.
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
        /// Visitors see a broken page, or may.
        case warning
        /// It is good to know.
        case note
    }

    package var severity: Severity {
        switch self {
        case .dataReference, .missingIcon, .otherHost, .unmatchedReference, .utf16: .note
        default: .warning
        }
    }

    /// The line of documentation.
    package var summary: String {
        switch self {
        case .notServed: "A file, or the folder of a host, is not served, or a compressed copy is not sent."
        case .missingLanguage: "`--language` names a language that no file of the page is in."
        case .notThePage: "A name such as `index.pt_BR.html` looks like the page's and is an ordinary file."
        case .publicFile: "A program, a database, a key or a configuration can be fetched by anybody."
        case .missingIcon: "The page has no icon, so browsers fetch the whole page once more as `/favicon.ico`."
        case .notUTF8: "A page, a style sheet or a script is not UTF-8, and goes out as that."
        case .utf16: "A page is UTF-16 with a byte order mark: browsers show it, and other clients cannot read it."
        case .nulBytes: "A page has NUL bytes, as UTF-16 without a byte order mark does."
        case .otherCharset: "A page names another charset than UTF-8 in a `meta`."
        case .otherLanguage: "The `lang` of a page is another language than its file's name says."
        case .invalidJSON: "`index.json` is not JSON."
        case .invalidXML:
            "`index.xml`, or a drawing that the page shows, is not well-formed XML, or the drawing is not SVG's."
        case .notChecked: "A file is too large to look for references in it, or cannot be read."
        case .templateLeftover: "Text such as `{{ title }}` or `<?php` is sent as it is."
        case .metaRefresh:
            "A `<meta http-equiv=refresh>` takes visitors away from their URL, or loads the page every few seconds."
        case .ignoredBase: "Browsers ignore the `<base>`, since its URL is invalid or no web server's."
        case .beforeBase:
            "A relative reference comes before the `<base>`, and browsers resolve it against the page's own URL."
        case .fragmentWithBase: "A link such as `#top` leaves the page, since a `<base>` is elsewhere."
        case .blankWithoutScripts: "The page shows neither text nor a picture until its scripts have run."
        case .dataReference: "A `data-*` attribute names a relative file, which a script may load."
        case .relativeReference: "A reference depends on the URL at which the page is seen."
        case .missingFile: "A reference is to a file that the site does not have, so its answer is the page."
        case .pageAsFile: "A reference is to the page itself where something else is wanted."
        case .refusedType: "A script or a style sheet is there, and browsers refuse it for its media type."
        case .unknownModule:
            "A module imports another one by a name such as `react`, which no import map of the page has."
        case .formToFile: "A form is sent to a file of the site. Its data is lost, and the answer is the file."
        case .blockingHost: "Nothing is shown until another host has answered, or for as long as it does not."
        case .otherHost: "The page loads something from another host."
        case .insecureReference: "A reference is `http:`, which browsers block on `https:` pages."
        case .unmatchedReference:
            "A style sheet needs a missing file only for elements or fonts that the page does not have until a script has run."
        }
    }
}
