package import Logging
package import MaintenanceSite

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
