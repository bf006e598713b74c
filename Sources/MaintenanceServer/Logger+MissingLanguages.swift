internal import HTTP
package import Logging
package import MaintenanceSite

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
