internal import HTTP
internal import Libevent
package import Logging
package import MaintenanceSite
internal import System

extension Logger {
    /// Logs the messages of libevent from all loops of the process.
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
    /// Logs a line for each site that has no page in the language of `--language`.
    package func warn(ofMissingLanguages sites: Sites) {
        for member in sites.members {
            guard let language = member.site.missingLanguage else { continue }
            let page = printable(member.path(of: "index.html"))
            warning("\(page) is sent to every visitor, because no file of the page is in \(language.text)")
        }
    }
}

extension Logger {
    /// Logs one line about files that are not served: the message of `maintenance check` for the first one, and the
    /// number of others.
    package func warn(of omissions: [Omission]) {
        guard let first = omissions.first else { return }
        let others = omissions.count > 1 ? ", and \(omissions.count - 1) more" : ""
        warning("\(printable("\(first)"))\(others)")
    }

    /// Logs a line for each host whose site cannot be served.
    package func warn(of unusable: [UnusableSite]) {
        for site in unusable { warning("\(printable("\(site)"))") }
    }
}
