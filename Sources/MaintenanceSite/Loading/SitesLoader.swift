internal import HTTP
internal import System

// 1. Load the site of each folder that is named after a host: the default site first, so that memory is left for it,
//    then the others in the order of their names.
// 2. Folders that lead to the same directory share one site.
// 3. A site that cannot be served keeps its last good state. Without one, its host gets the default site.
// 4. Without a default site nothing can be served.
struct SitesLoader {
    private let tree: SiteTree
    private let pass: LoadPass
    private let lastIndex: SourceIndex
    private let last: Sites?
    private var found: [ResourcePath: SiteIndex] = [:]
    private var members: [Sites.Member] = []
    private var defaultSite: Site?
    /// The reason why there is no default site.
    private var defaultError = SiteError.noSuchDirectory
    private var omissions: [Omission] = []
    private var unusable: [UnusableSite] = []
    private var folders: [HostName: String] = [:]
    /// The indices of members, by the directory that they were loaded from.
    private var loaded: [FileStatus.Identity: Int] = [:]
    private var kept: [Int: Int] = [:]

    init(_ tree: SiteTree, _ pass: LoadPass, after index: SourceIndex, keeping last: Sites?) {
        self.tree = tree
        self.pass = pass
        lastIndex = index
        self.last = last
    }

    /// Loads the sites and their index. Throws if there are too few descriptors.
    mutating func load() throws(SiteError) -> (Result<Sites, SiteError>, SourceIndex) {
        var entries: [Entry] = []
        var failure: SiteError?
        do throws(SiteError) {
            for name in try folderNames() {
                if let entry = try load(name) { entries.append(entry) }
            }
            if folders[Sites.defaultHost] == nil {
                replace("\(Sites.defaultHost)", of: Sites.defaultHost, because: .noSuchDirectory)
            }
        } catch {
            if error == .outOfDescriptors { throw error }
            failure = error
        }
        let top = Folder(
            path: "", realPath: "", version: tree.root.status.version, isSettled: false, entries: entries, omission: nil
        )
        let index = SourceIndex(found, top: top)
        guard let defaultSite else { return (.failure(failure ?? .unusableDefault(defaultError)), index) }
        let sites = Sites(members, defaultSite: defaultSite, otherOmissions: omissions, unusable: unusable)
        return (.success(sites), index)
    }

    /// The names in the directory, except those that begin with a dot, which are not sites.
    private func folderNames() throws(SiteError) -> [Directory.Name] {
        let isDefault = { (name: String) in HostName(name) == Sites.defaultHost }
        let names: [Directory.Name]
        do {
            names = try tree.root.names(atMost: pass.entriesLeft, after: isDefault).names
        } catch {
            throw error.isOutOfDescriptors ? .outOfDescriptors : .unreadableDirectory(error)
        }
        return names.filter { $0.text.utf8.first != UInt8(ascii: ".") }
    }

    /// Loads the site with a name; nil for a file.
    private mutating func load(_ name: Directory.Name) throws(SiteError) -> Entry? {
        let state = tree.root.descriptor.state(of: name.text)
        let target: SiteTree.Target
        do {
            target = try tree.target(of: name.text, state, in: "")
        } catch {
            if error.isOutOfDescriptors { throw .outOfDescriptors }
            target = .omitted(.unreadable(error))
        }
        func entry(_ finding: Entry.Finding) -> Entry {
            Entry(name: name.text, state: name.isExact ? state : nil, finding: finding, linkedFolder: nil)
        }
        func omitted(_ reason: Omission.Reason) -> Entry { entry(.omitted(reason)) }
        if case .file = target { return nil }
        guard name.isExact, let host = HostName(name.text) else {
            let reason = name.isExact ? Omission.Reason.notAHostName : .invalidName
            omissions.append(Omission(path: name.text, reason: reason))
            return omitted(reason)
        }
        if let other = folders[host] {
            omissions.append(Omission(path: name.text, reason: .sameHost(as: other)))
            return omitted(.sameHost(as: other))
        }
        switch target {
        case .file, .gone: return nil
        case .omitted(let reason):
            folders[host] = name.text
            replace(name.text, of: host, because: .unusableFolder(reason))
            return omitted(reason)
        case .folder(_, let identity) where identity == tree.root.identity:
            folders[host] = name.text
            replace(name.text, of: host, because: .unusableFolder(.linkToAncestor))
            return omitted(.linkToAncestor)
        case .folder(let realPath, let identity):
            folders[host] = name.text
            try load(realPath, identity, named: name.text, of: host)
            return entry(.folder(realPath))
        }
    }

    private mutating func load(
        _ realPath: String, _ identity: FileStatus.Identity, named name: String, of host: HostName
    ) throws(SiteError) {
        if let member = loaded[identity] { return add(host, to: member) }
        let key = ResourcePath(name)
        var walk = SiteWalk(of: tree, at: realPath, pass, after: lastIndex.sites[key])
        let (site, index) = try walk.load()
        found[key] = index
        switch site {
        case .success(let site):
            loaded[identity] = members.count
            add(site, named: name, for: host)
        case .failure(let error):
            replace(name, of: host, because: error)
        }
    }

    /// Finds a substitute for a site that cannot be served.
    private mutating func replace(_ name: String, of host: HostName, because error: SiteError) {
        let member = last?.members.firstIndex { $0.hosts.contains(host) }
        guard let member, let site = last?.members[member].site else {
            if host == Sites.defaultHost { defaultError = error }
            return unusable.append(UnusableSite(folder: name, error: error, standIn: .defaultSite))
        }
        unusable.append(UnusableSite(folder: name, error: error, standIn: .lastGood))
        if let member = kept[member] { return add(host, to: member) }
        kept[member] = members.count
        add(site, named: name, for: host)
    }

    private mutating func add(_ host: HostName, to member: Int) {
        members[member].hosts.append(host)
        if host == Sites.defaultHost { defaultSite = members[member].site }
    }

    private mutating func add(_ site: Site, named name: String, for host: HostName) {
        members.append(Sites.Member(hosts: [host], folder: name, site: site))
        if host == Sites.defaultHost { defaultSite = site }
    }
}
