package import HTTP

/// What requests are answered from: one site for all hosts, or several.
package struct Sites: Sendable {
    /// The host whose site answers for every host that has none of its own.
    package static let defaultHost = HostName(verbatim: "default")

    /// A site, and the hosts that it is for: several where their folders lead to one directory, none where it is for all.
    package struct Member: Sendable {
        package internal(set) var hosts: [HostName]
        /// The folder that it comes from; nil where it is the whole directory.
        let folder: String?
        package fileprivate(set) var site: Site

        /// The path, from the directory that all is in, of what has that path in the site.
        package func path(of name: String) -> String {
            folder.map { "\($0)/\(name)" } ?? name
        }
    }

    /// The site for every host that has none of its own.
    package private(set) var standard: Site
    /// Each site once, in the order in which they were loaded.
    package private(set) var members: [Member]
    /// What is in the directory beside the sites, and cannot be one.
    package let otherOmissions: [Omission]
    /// The hosts whose sites cannot be served now.
    package let unusable: [UnusableSite]
    /// Empty where one site is for all hosts.
    private var byHost: [HostName: Site]
    private let paths: PathFilter

    /// One site for all hosts.
    init(_ site: Site) {
        standard = site
        members = [Member(hosts: [], folder: nil, site: site)]
        otherOmissions = []
        unusable = []
        byHost = [:]
        paths = site.paths
    }

    /// Several; `standard` is the one for hosts that are none of theirs.
    init(_ members: [Member], standard: Site, otherOmissions: [Omission], unusable: [UnusableSite]) {
        self.standard = standard
        self.members = members
        self.otherOmissions = otherOmissions
        self.unusable = unusable
        byHost = Dictionary(
            members.flatMap { member in member.hosts.map { ($0, member.site) } },
            uniquingKeysWith: { first, _ in first })
        paths = PathFilter(members.flatMap(\.site.resources.keys))
    }

    /// The site that is to answer the request.
    ///
    /// VirtualHostMonster's prefix names a host too, and chooses none: whoever writes a link could have one host's scripts
    /// run as another's.
    package func site(for request: RequestHead) -> Site {
        if byHost.isEmpty { return standard }
        return request.host.flatMap { byHost[$0] } ?? standard
    }

    /// Whether the host that a request is for makes a difference.
    package var isByHost: Bool { !byHost.isEmpty }

    /// Whether the target may name a resource of any of the sites. Where it does not, the page is the answer.
    package func mayHaveResource(at target: Span<UInt8>) -> Bool { paths.mayMatch(requestTarget: target) }
}

extension Sites {
    /// What cannot be served, with paths from the directory that all is in.
    package var omissions: [Omission] {
        otherOmissions
            + members.flatMap { member in
                member.site.omissions.map { Omission(path: member.path(of: $0.path), reason: $0.reason) }
            }
    }

    /// Files beside the pages.
    package var resourceCount: Int { members.reduce(0) { $0 + $1.site.resources.count } }

    /// What there is, for the log.
    package var summary: String {
        "resources: \(resourceCount)" + (byHost.isEmpty ? "" : ", sites: \(members.count)")
    }

    /// The sites as they are until the maintenance ends, which pages may say to those without scripts; nil where that is not
    /// known.
    package func announcing(_ end: HTTPDate?) -> Sites {
        var sites = self
        for index in members.indices {
            let site = members[index].site.announcing(end)
            sites.members[index].site = site
            for host in members[index].hosts { sites.byHost[host] = site }
        }
        sites.standard =
            byHost.isEmpty ? sites.members[0].site : sites.byHost[Sites.defaultHost] ?? standard.announcing(end)
        return sites
    }

    /// Whether requests get the same answers from both, at the same time.
    package func isSame(as other: Sites) -> Bool {
        byHost.keys == other.byHost.keys && standard.isSame(as: other.standard)
            && byHost.allSatisfy { host, site in other.byHost[host]?.isSame(as: site) ?? false }
    }
}

/// A host's folder that cannot be served as a site.
package struct UnusableSite: Equatable, Sendable {
    /// What requests for the host are answered from meanwhile.
    package enum StandIn: Sendable {
        /// The site as it was when it could last be served.
        case lastGood
        /// The site for all hosts that have none of their own.
        case standard
    }

    package let folder: String
    package let error: SiteError
    package let standIn: StandIn
}

extension UnusableSite: CustomStringConvertible {
    package var description: String {
        switch standIn {
        case .lastGood: "\(folder) cannot be served: \(error); its last good site is served on"
        case .standard: "\(folder) cannot be served: \(error); \(Sites.defaultHost) is served for it"
        }
    }
}
