internal import HTTP

// 1. Load the site of each folder: the default one first, so that it has memory, then in the order of names.
// 2. Folders that lead to one directory share its site.
// 3. A site that cannot be served is served on as it last was. If it never was, its host gets the default one.
// 4. Without a default site there is nothing to serve.
struct SitesLoader {
    private let walk: SiteWalk
    private let source: SiteSource
    private let previous: Sites?
    private var reader: ContentsReader
    private var members: [Sites.Member] = []
    private var standard: Site?
    private var omissions: [Omission] = []
    private var unusable: [UnusableSite] = []
    /// Members, by the directory that they were loaded from, or by their place in `previous`.
    private var loaded: [FileStatus.Identity: Int] = [:]
    private var kept: [Int: Int] = [:]

    init(_ walk: SiteWalk, of source: SiteSource, keeping previous: Sites?) {
        self.walk = walk
        self.source = source
        self.previous = previous
        reader = ContentsReader(limits: source.limits)
    }

    mutating func load() throws(SiteError) -> Sites {
        var walk = walk
        try walk.visitHosts { name, finding throws(SiteError) in
            switch finding {
            case .site(let host, let site): try load(site, named: name, of: host)
            case .unusable(let host, let error): try replace(name, of: host, because: error)
            case .omitted(let reason): omissions.append(Omission(path: name, reason: reason))
            }
        }
        if standard == nil { try replace("\(Sites.defaultHost)", of: Sites.defaultHost, because: .noSuchDirectory) }
        guard let standard else { throw .unusableDefault(.noSuchDirectory) }
        return Sites(members, standard: standard, otherOmissions: omissions, unusable: unusable)
    }

    private mutating func load(_ walk: SiteWalk, named name: String, of host: HostName) throws(SiteError) {
        if let index = loaded[walk.status.identity] { return add(host, to: index) }
        var loader = SiteLoader(walk, of: source, with: reader)
        do {
            let site = try loader.load()
            reader = loader.reader
            loaded[walk.status.identity] = members.count
            add(site, named: name, for: host)
        } catch {
            try replace(name, of: host, because: error)
        }
    }

    /// Finds what is to be served for a host whose own site cannot be.
    private mutating func replace(_ name: String, of host: HostName, because error: SiteError) throws(SiteError) {
        // It tells nothing of the site.
        if error == .outOfDescriptors { throw error }
        let index = previous?.members.firstIndex { $0.hosts.contains(host) }
        guard let index, let site = previous?.members[index].site else {
            if host == Sites.defaultHost { throw .unusableDefault(error) }
            return unusable.append(UnusableSite(folder: name, error: error, standIn: .standard))
        }
        unusable.append(UnusableSite(folder: name, error: error, standIn: .lastGood))
        if let index = kept[index] { return add(host, to: index) }
        kept[index] = members.count
        reader.keep(site)
        add(site, named: name, for: host)
    }

    private mutating func add(_ host: HostName, to index: Int) {
        members[index].hosts.append(host)
        if host == Sites.defaultHost { standard = members[index].site }
    }

    private mutating func add(_ site: Site, named name: String, for host: HostName) {
        members.append(Sites.Member(hosts: [host], folder: name, site: site))
        if host == Sites.defaultHost { standard = site }
    }
}
