internal import HTTP

extension SiteWalk {
    /// What a name in a directory of sites leads to.
    enum HostFinding {
        /// A directory that may be the host's site, and the walk through it.
        case site(HostName, SiteWalk)
        case unusable(HostName, SiteError)
        case omitted(Omission.Reason)
    }

    /// Visits the folders that are named after hosts: the default one first, then in the order of names. Files beside them,
    /// and what begins with a dot, are nobody's sites.
    mutating func visitHosts(_ visit: (_ name: String, HostFinding) throws(SiteError) -> Void) throws(SiteError) {
        var folders: [HostName: String] = [:]
        for name in try folderNames() {
            let host = name.isExact ? HostName(name.text) : nil
            let other = host.flatMap { folders[$0] }
            let finding: HostFinding
            switch (try entry(name.text), host, other) {
            case (.file, _, _): continue
            case (_, nil, _): finding = .omitted(name.isExact ? .notAHostName : .invalidName)
            case (_, _?, let other?): finding = .omitted(.sameHost(as: other))
            case (.omitted(let reason), let host?, nil): finding = .unusable(host, .unusableFolder(reason))
            case (.directory(let directory), let host?, nil) where directory.identity == status.identity:
                finding = .unusable(host, .unusableFolder(.linkToAncestor))
            case (.directory(let directory), let host?, nil):
                finding = .site(host, SiteWalk(directory, named: name.text, of: self))
            }
            if let host, other == nil { folders[host] = name.text }
            try visit(name.text, finding)
        }
    }

    private func folderNames() throws(SiteError) -> [Directory.Name] {
        let names: [Directory.Name]
        do {
            names = try allNames().filter { $0.text.utf8.first != UInt8(ascii: ".") }
        } catch {
            throw error.isOutOfDescriptors ? .outOfDescriptors : .unreadableDirectory(error)
        }
        let isDefault = { (name: Directory.Name) in HostName(name.text) == Sites.defaultHost }
        return names.filter(isDefault) + names.filter { !isDefault($0) }
    }
}
