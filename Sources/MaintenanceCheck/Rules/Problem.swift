internal import HTTP
internal import MaintenanceSite
internal import System

/// What is wrong, in one place.
indirect enum Problem {
    /// Where there is a file that a missing one was perhaps to be.
    enum Hint {
        case otherCase(String)
        case elsewhere(String)
    }

    /// What is where a relative reference was meant to lead.
    enum Meant {
        case file(String)
        case missing(String, Hint?)
        case unknown
    }

    case notServed(String)
    case missingLanguage(LanguageTag)
    /// The name that a variant of the page would have, if there can be one.
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
    /// With what browsers ask for at `BaseURL.page`.
    case relative(String, target: String, Meant)
    case missing(String, Hint?)
    case missingAtHost(String, host: String)
    case pageAsFile(String)
    case refusedType(String, Reference.Destination, mediaType: String)
    case unknownModule(String)
    case formToFile(String)
    case blockingHost(String), otherHost(String)
    case insecure(String)
    /// A problem that shows once a script has changed the page.
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

    /// Goes on from the place.
    var text: String {
        switch self {
        case .notServed(let reason): reason
        case .missingLanguage(let language):
            "everybody gets this file, since no file of the page is in \(language.text)"
        case .notThePage(let pageName):
            "this is an ordinary file with status 200, and no variant of the page"
                + (pageName.map { ", which would be \($0)" } ?? "")
        case .publicFile: "anybody can fetch this file, as it is"
        case .missingIcon: "the page has no icon: browsers fetch the whole page once more, as /favicon.ico"
        case .notUTF8: "this is not UTF-8, and the file goes out as UTF-8"
        case .utf16:
            "the file is UTF-16, and goes out as UTF-8: browsers believe its byte order mark, other clients cannot read it"
        case .nulBytes: "the file has a NUL byte here: if it is UTF-16, save it as UTF-8"
        case .invalidJSON: "from here on the file is not JSON"
        case .invalidXML: "from here on the file is not well-formed XML"
        case .noDrawing: "browsers see no drawing without xmlns=\"http://www.w3.org/2000/svg\" in its first tag"
        case .otherCharset(let charset): "the page names the charset \(charset), and goes out as utf-8"
        case .otherLanguage(let declared, let named):
            "the page says that it is in \(declared), and its name sends it to visitors who want \(named.text)"
        case .tooLarge: "the file is too large to look for references in it"
        case .unreadable(let error): "the file cannot be read: \(error)"
        case .templateLeftover(let text): "'\(text)' looks like part of a template, and is sent as it is"
        case .refreshElsewhere(let url):
            "the refresh to '\(url)' takes visitors away from their URL, where a reload would show them the site"
        case .refreshTooOften(let seconds):
            "the refresh loads the page again every \(seconds) s, for each visitor: leave it to the server, whose answer says when"
        case .ignoredBase(let url): "browsers ignore the base '\(url)'"
        case .beforeBase(let url): "'\(url)' comes before the base: browsers resolve it against the page's own URL"
        case .fragmentWithBase(let url, let target):
            "'\(url)' leads to \(target), away from the page, since the page has a base"
        case .blankWithoutScripts: "the page shows neither text nor a picture until its scripts have run"
        case .dataReference(let file): "'\(file)' is relative: a script that loads it asks for another file at each URL"
        case .relative(let url, let target, let meant):
            "'\(url)' is relative: at \(BaseURL.page.path) browsers ask for \(target)" + meant.text
        case .missing(let url, let hint): "'\(url)' is not in the site" + (hint?.text ?? "")
        case .missingAtHost(let url, let host):
            "'\(url)' is not in the site, which answers for \(host) while that is down"
        case .pageAsFile(let url): "'\(url)' is the page itself"
        case .refusedType(let url, let destination, let mediaType):
            "'\(url)' goes out as \(mediaType): browsers accept no \(destination.noun) of that type"
        case .unknownModule(let name):
            "no import map of the page has the module '\(name)', so browsers do not run the script"
        case .formToFile(let url):
            "a form is sent to '\(url)', and the answer is that file: what visitors wrote is lost"
        case .blockingHost(let host): "the page shows nothing until \(host) has answered"
        case .otherHost(let host): "the page loads something from \(host)"
        case .insecure(let url): "browsers do not load '\(url)' into pages of https:"
        case .afterScripts(let problem): "\(problem.text); browsers ask for it only after a script has changed the page"
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

extension Problem.Meant {
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
        case .otherCase(let path): ": the file's name is \(path), in other letters"
        case .elsewhere(let path): ": there is \(path)"
        }
    }
}
