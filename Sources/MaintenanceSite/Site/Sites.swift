package import HTTP

/// One site for all hosts, or several.
package struct Sites: Sendable {
    /// The folder of the default site, which answers for hosts without a site.
    package static let defaultHost = HostName(verbatim: "default")

    /// A site and its hosts. Folders that lead to the same directory give it several hosts. It has no host if it is for
    /// all hosts.
    package struct Member: Sendable {
        package internal(set) var hosts: [HostName]
        /// The folder of the site; nil if the site is the whole directory.
        let folder: String?
        package fileprivate(set) var site: Site

        /// The path from the directory, for a path from the site.
        package func path(of name: String) -> String {
            folder.map { "\($0)/\(name)" } ?? name
        }
    }

    /// The default site.
    package private(set) var defaultSite: Site
    /// Each site once, in the order of loading.
    package private(set) var members: [Member]
    /// Names in the directory beside the sites that cannot be sites.
    package let otherOmissions: [Omission]
    /// The hosts whose sites cannot be served now.
    package let unusable: [UnusableSite]
    /// Empty if one site is for all hosts.
    private var byHost: [HostName: Site]
    private let paths: PathFilter

    /// One site for all hosts.
    init(_ site: Site) {
        defaultSite = site
        members = [Member(hosts: [], folder: nil, site: site)]
        otherOmissions = []
        unusable = []
        byHost = [:]
        paths = site.paths
    }

    /// Several sites. `defaultSite` is the default site.
    init(_ members: [Member], defaultSite: Site, otherOmissions: [Omission], unusable: [UnusableSite]) {
        self.defaultSite = defaultSite
        self.members = members
        self.otherOmissions = otherOmissions
        self.unusable = unusable
        byHost = Dictionary(
            members.flatMap { member in member.hosts.map { ($0, member.site) } },
            uniquingKeysWith: { first, _ in first })
        paths = PathFilter(members.flatMap(\.site.resources.keys))
    }

    /// The site for a request.
    ///
    /// VirtualHostMonster's prefix names a host too, but does not choose the site. Otherwise a link could run the
    /// scripts of one host as those of another.
    package func site(for request: RequestHead) -> Site {
        if byHost.isEmpty { return defaultSite }
        return request.host.flatMap { byHost[$0] } ?? defaultSite
    }

    /// Whether the answer depends on the host.
    package var isByHost: Bool { !byHost.isEmpty }

    /// Whether the target may name a resource of any site. If not, the answer is the page.
    package func mayHaveResource(at target: Span<UInt8>) -> Bool { paths.mayMatch(requestTarget: target) }
}

extension Sites {
    /// The omissions of all sites, with paths from the directory.
    package var omissions: [Omission] {
        otherOmissions
            + members.flatMap { member in
                member.site.omissions.map { Omission(path: member.path(of: $0.path), reason: $0.reason) }
            }
    }

    /// The number of files beside the pages.
    package var resourceCount: Int { members.reduce(0) { $0 + $1.site.resources.count } }

    /// A summary for the log.
    package var summary: String {
        "resources: \(resourceCount)" + (byHost.isEmpty ? "" : ", sites: \(members.count)")
    }

    /// The folders of several sites.
    package var folders: [String] { members.compactMap(\.folder) }

    /// The sites with their news.
    package func announcing(_ news: SitesNews) -> Sites {
        var sites = self
        for index in members.indices {
            let site = members[index].site.announcing(news.news(of: members[index].folder))
            sites.members[index].site = site
            for host in members[index].hosts { sites.byHost[host] = site }
        }
        sites.defaultSite =
            byHost.isEmpty
            ? sites.members[0].site : sites.byHost[Sites.defaultHost] ?? defaultSite.announcing(news.news(of: nil))
        return sites
    }

    /// Whether both give the same answers.
    package func isSame(as other: Sites) -> Bool {
        byHost.keys == other.byHost.keys && defaultSite.isSame(as: other.defaultSite)
            && byHost.allSatisfy { host, site in other.byHost[host]?.isSame(as: site) ?? false }
    }
}

/// A host's folder that cannot be served as a site.
package struct UnusableSite: Equatable, Sendable {
    /// The site that answers for the host in its place.
    package enum StandIn: Sendable {
        /// The last good state of the site.
        case lastGood
        /// The default site.
        case defaultSite
    }

    package let folder: String
    package let error: SiteError
    package let standIn: StandIn
}

extension UnusableSite: CustomStringConvertible {
    package var description: String {
        switch standIn {
        case .lastGood: "\(folder) cannot be served: \(error); its last good site is kept"
        case .defaultSite: "\(folder) cannot be served: \(error); \(Sites.defaultHost) is served for it"
        }
    }
}
