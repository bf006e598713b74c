package import MaintenanceSite

/// Looks for what breaks maintenance pages in one site, or in each of several.
package struct SitesCheck {
    private let sites: Sites

    package init(_ sites: Sites) {
        self.sites = sites
    }

    /// The warnings, a line each: first those of folders that are no sites, then those of each site. Files of several
    /// sites have their paths from the directory that all are in.
    package func lines() -> [String] {
        sites.unusable.map(\.description)
            + sites.otherOmissions.map(\.description)
            + sites.members.flatMap { member in
                SiteCheck(member.site).warnings().map { member.path(of: $0.description) }
            }
    }
}
