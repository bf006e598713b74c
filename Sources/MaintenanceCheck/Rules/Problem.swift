internal import HTTP
internal import MaintenanceSite
internal import System

/// A problem in one place.
indirect enum Problem {
    /// A file that may be the one a reference was meant for.
    enum Hint {
        case otherCase(String)
        case elsewhere(String)
    }

    /// The file that the site has, or lacks, at the intended path of a relative reference.
    enum Intended {
        case file(String)
        case missing(String, Hint?)
        case unknown
    }

    case notServed(String)
    case missingLanguage(LanguageTag)
    /// `pageName` is the name that the variant of the page would have; nil if there is no such variant.
    case notThePage(pageName: String?)
    case publicFile
    case missingIcon
    case notUTF8, utf16, nulBytes, invalidJSON, invalidXML, noDrawing
    case otherCharset(String)
    case otherLanguage(String, than: LanguageTag)
    case tooLarge
    case unreadable(SystemError)
    case templateLeftover(String)
    case refreshElsewhere(String)
    case refreshTooOften(seconds: Int)
    case ignoredBase(String)
    case beforeBase(String)
    case fragmentWithBase(String, target: String)
    case blankWithoutScripts
    case dataReference(String)
    /// `target` is the path that browsers request at `BaseURL.page`.
    case relative(String, target: String, Intended)
    case missing(String, Hint?)
    case missingAtHost(String, host: String)
    case pageAsFile(String)
    case refusedType(String, Reference.Destination, mediaType: String)
    case unknownModule(String)
    case formToFile(String)
    case blockingHost(String), otherHost(String)
    case insecure(String)
    /// A problem that appears only after a script has changed the page.
    case afterScripts(Problem)
}

extension Problem {
    var rule: Rule {
        switch self {
        case .notServed: .notServed
        case .missingLanguage: .missingLanguage
        case .notThePage: .notThePage
        case .publicFile: .publicFile
        case .missingIcon: .missingIcon
        case .notUTF8: .notUTF8
        case .utf16: .utf16
        case .nulBytes: .nulBytes
        case .invalidJSON: .invalidJSON
        case .invalidXML, .noDrawing: .invalidXML
        case .otherCharset: .otherCharset
        case .otherLanguage: .otherLanguage
        case .tooLarge, .unreadable: .notChecked
        case .templateLeftover: .templateLeftover
        case .refreshElsewhere, .refreshTooOften: .metaRefresh
        case .ignoredBase: .ignoredBase
        case .beforeBase: .beforeBase
        case .fragmentWithBase: .fragmentWithBase
        case .blankWithoutScripts: .blankWithoutScripts
        case .dataReference: .dataReference
        case .relative: .relativeReference
        case .missing, .missingAtHost: .missingFile
        case .pageAsFile: .pageAsFile
        case .refusedType: .refusedType
        case .unknownModule: .unknownModule
        case .formToFile: .formToFile
        case .blockingHost: .blockingHost
        case .otherHost: .otherHost
        case .insecure: .insecureReference
        case .afterScripts: .unmatchedReference
        }
    }

    /// The message, which follows the place.
    var text: String {
        switch self {
        case .notServed(let reason): reason
        case .missingLanguage(let language):
            "every visitor gets this file, because no file of the page is in \(language.text)"
        case .notThePage(let pageName):
            "this is an ordinary file with status 200, not a variant of the page"
                + (pageName.map { ", which would be \($0)" } ?? "")
        case .publicFile: "anybody can download this file"
        case .missingIcon: "the page has no icon, so browsers fetch the whole page once more as /favicon.ico"
        case .notUTF8: "this is not UTF-8, and the file is sent as UTF-8"
        case .utf16:
            "the file is UTF-16 and is sent as UTF-8: browsers go by its byte order mark, other clients cannot read it"
        case .nulBytes: "the file has a NUL byte here: if it is UTF-16, save it as UTF-8"
        case .invalidJSON: "the file is not JSON from here on"
        case .invalidXML: "the file is not well-formed XML from here on"
        case .noDrawing: "browsers show no drawing without xmlns=\"http://www.w3.org/2000/svg\" in its first tag"
        case .otherCharset(let charset): "the page declares the charset \(charset), and is sent as utf-8"
        case .otherLanguage(let declared, let named):
            "the page declares the language \(declared), and its name offers it to visitors who prefer \(named.text)"
        case .tooLarge: "the file is too large to search for references"
        case .unreadable(let error): "the file cannot be read: \(error)"
        case .templateLeftover(let text): "'\(text)' looks like part of a template, and is sent as it is"
        case .refreshElsewhere(let url):
            "the refresh to '\(url)' takes visitors away from their URL, where a reload would show them the site"
        case .refreshTooOften(let seconds):
            "the refresh reloads the page every \(seconds) s, for each visitor: leave it to the server, which sends Refresh"
        case .ignoredBase(let url): "browsers ignore the base '\(url)'"
        case .beforeBase(let url): "'\(url)' comes before the base: browsers resolve it against the page's own URL"
        case .fragmentWithBase(let url, let target):
            "'\(url)' leads to \(target), away from the page, because the page has a base"
        case .blankWithoutScripts: "the page shows neither text nor a picture until its scripts have run"
        case .dataReference(let file):
            "'\(file)' is relative: a script that loads it requests a different file at each URL"
        case .relative(let url, let target, let intended):
            "'\(url)' is relative: browsers request \(target) at \(BaseURL.page.path)" + intended.text
        case .missing(let url, let hint): "'\(url)' is not in the site" + (hint?.text ?? "")
        case .missingAtHost(let url, let host):
            "'\(url)' is not in the site, which answers for \(host) during the outage"
        case .pageAsFile(let url): "'\(url)' is the page itself"
        case .refusedType(let url, let destination, let mediaType):
            "'\(url)' is sent as \(mediaType), and browsers accept no \(destination.noun) of that type"
        case .unknownModule(let name):
            "no import map of the page has the module '\(name)', so browsers do not run the script"
        case .formToFile(let url):
            "a form is sent to '\(url)', and the answer is that file: the visitor's input is lost"
        case .blockingHost(let host): "the page shows nothing until \(host) has answered"
        case .otherHost(let host): "the page loads something from \(host)"
        case .insecure(let url): "browsers block '\(url)' on https pages"
        case .afterScripts(let problem): "\(problem.text); browsers request it only after a script has changed the page"
        }
    }
}

extension Reference.Destination {
    fileprivate var noun: String {
        switch self {
        case .style, .styleModule: "style sheet"
        case .jsonModule: "JSON"
        default: "script"
        }
    }
}

extension Problem.Intended {
    fileprivate var text: String {
        switch self {
        case .file(let path): ", so write \(path)"
        case .missing(let path, let hint): ", and \(path) is not in the site either" + (hint?.text ?? "")
        case .unknown: ": begin it with a slash"
        }
    }
}

extension Problem.Hint {
    fileprivate var text: String {
        switch self {
        case .otherCase(let path): ": the file's name is \(path), in a different case"
        case .elsewhere(let path): ": there is \(path)"
        }
    }
}
