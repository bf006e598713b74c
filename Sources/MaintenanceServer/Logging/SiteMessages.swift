internal import HTTP
internal import Libevent
package import Logging
package import MaintenanceSite
internal import System

extension Logger {
    /// Takes libevent's messages, of all loops of the process, into this log.
    func takeLibeventMessages() {
        LibeventLog.redirect { severity, message in
            let level: Logger.Level =
                switch severity {
                case .debug: .trace
                case .message: .debug
                case .warning: .warning
                case .error: .error
                case .fatal: .critical
                }
            self.log(level: level, "libevent: \(message)")
        }
    }
}

extension Logger {
    /// Says which sites have no page in the only language that they are to be in, in a line each.
    package func warn(ofMissingLanguages sites: Sites) {
        for member in sites.members {
            guard let language = member.site.missingLanguage else { continue }
            let page = printable(member.path(of: "index.html"))
            warning("\(page) goes to everybody, since no file of the page is in \(language.text)")
        }
    }
}

extension Logger {
    /// Says what is in a site and not served, in one line: the first of it as `maintenance check` does, and how much more.
    package func warn(of omissions: [Omission]) {
        guard let first = omissions.first else { return }
        let others = omissions.count > 1 ? ", and \(omissions.count - 1) more" : ""
        warning("\(printable("\(first)"))\(others)")
    }

    /// Says which hosts' sites cannot be served, in a line each.
    package func warn(of unusable: [UnusableSite]) {
        for site in unusable { warning("\(printable("\(site)"))") }
    }
}
