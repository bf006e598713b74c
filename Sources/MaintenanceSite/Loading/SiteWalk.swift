internal import Glibc
internal import HTTP
internal import System

/// A walk through a site, which loads its changes.
///
/// 1. Open the directory of the site. Everything else is opened from there, and no link is followed unchecked.
/// 2. Take a folder from the stack. List it, or reuse the names of the last walk if the folder has not changed. The
///    page comes first, so that it is in memory however large the site is.
/// 3. Find out the state of each name. Keep files in the same state as in the last walk, and load other files that are
///    complete.
/// 4. Push its subfolders onto the stack.
/// 5. Omit what is beyond a limit, and continue. Only a lack of descriptors ends the walk.
struct SiteWalk {
    private struct Visit {
        let path: String
        let realPath: String
        /// The directories that contain it, starting with the outermost.
        let ancestors: [FileStatus.Identity]
    }

    private static let wellKnown = ".well-known"

    private let tree: SiteTree
    private let pass: LoadPass
    private let previous: SiteIndex?
    private var index = SiteIndex()
    private var stack: [Visit]
    /// Whether anything but the page has changed.
    private var areResourcesNew: Bool

    /// A walk through the directory of that path in the tree.
    init(of tree: SiteTree, at realPath: String = "", _ pass: LoadPass, after previous: SiteIndex?) {
        self.tree = tree
        self.pass = pass
        self.previous = previous
        areResourcesNew = previous?.site == nil
        // If the site is within another directory, that is an ancestor too, since a link to it would add everything in
        // it.
        stack = [Visit(path: "", realPath: realPath, ancestors: realPath.isEmpty ? [] : [tree.root.identity])]
    }

    /// Loads the index, and assembles the site from it, with the last resources if they are the same.
    mutating func load() throws(SiteError) -> (site: Result<Site, SiteError>, index: SiteIndex) {
        try run()
        var assembly = SiteAssembly(index, of: pass.source)
        let last = areResourcesNew ? nil : previous?.site
        let site = Result { () throws(SiteError) in try assembly.site(keepingResourcesOf: last) }
        index.site = try? site.get()
        return (site, index)
    }

    private mutating func run() throws(SiteError) {
        while let visit = stack.popLast() {
            do {
                try walk(visit)
            } catch {
                if error.isOutOfDescriptors { throw .outOfDescriptors }
                areResourcesNew = true
                index.add(Folder(unreadableAt: visit.path, realPath: visit.realPath, error))
            }
        }
    }

    private mutating func walk(_ visit: Visit) throws(SystemError) {
        guard pass.entriesLeft > 0 || visit.path.isEmpty else { return }
        let directory = try tree.root.folder(at: visit.realPath)
        let last = previous?.folder(at: visit.path)
        let written = pass.written(in: visit.realPath)
        var entries = EntryList(after: last?.entries ?? [], isTop: visit.path.isEmpty)
        var omission: Omission.Reason?
        if let last, last.realPath == visit.realPath, last.version == directory.status.version, last.areNamesFinal {
            for index in last.entries.indices {
                let name = last.entries[index].name
                guard try add(name, at: index, to: &entries, of: directory, visit, written: written) else {
                    omission = pass.noteTooManyEntries()
                    break
                }
            }
        } else {
            let isPage = { (name: String) in visit.path.isEmpty && PageName.matches(name) }
            let (names, areAll) = try directory.names(atMost: pass.entriesLeft, after: isPage)
            for name in names where !isHidden(name.text, in: visit.path) {
                if name.isExact {
                    let last = entries.index(of: name.text)
                    _ = try add(name.text, at: last, to: &entries, of: directory, visit, written: written)
                } else {
                    entries.append(Entry(name: name.text, omitted: .invalidName), replacing: nil)
                    areResourcesNew = true
                }
            }
            if !areAll { omission = pass.noteTooManyEntries() }
        }
        if entries.hasLost { areResourcesNew = true }
        index.add(
            Folder(
                path: visit.path, realPath: visit.realPath, version: directory.status.version,
                isSettled: pass.isSettled(directory.status), entries: entries.result, omission: omission))
        push(entries.result, in: visit, directory.identity)
    }

    /// Adds the entry with the name. `last` is its index in the last walk. Returns false if there are too many names.
    private mutating func add(
        _ name: String, at last: Int?, to entries: inout EntryList, of directory: Directory, _ visit: Visit,
        written: Set<String>
    ) throws(SystemError) -> Bool {
        let path = SiteTree.path(visit.path, name)
        let isOfPage = PageName.matches(path)
        guard isOfPage || pass.takeEntry() else { return false }
        let state = directory.descriptor.state(of: name)
        let lastEntry = last.map { entries.last[$0] }
        if let last, let lastEntry, lastEntry.state == state, lastEntry.isFinal, !written.contains(name) {
            entries.keep(last)
        } else if let entry = try entry(name, state, of: directory, visit, after: lastEntry) {
            entries.append(entry, replacing: last)
            if !isOfPage { areResourcesNew = true }
        }
        return true
    }

    /// The entry with a name in that state; nil if it neither is nor can become a file or folder of the site.
    private func entry(
        _ name: String, _ state: EntryState, of directory: Directory, _ visit: Visit, after last: Entry?
    ) throws(SystemError) -> Entry? {
        let path = SiteTree.path(visit.path, name)
        guard path.utf8.count < PATH_MAX else { return Entry(name: name, omitted: .nameTooLong) }
        do {
            switch try tree.target(of: name, state, in: visit.realPath) {
            case .file where path == SiteWalk.wellKnown:
                // A file named `.well-known` is hidden, unlike the files in a folder of that name.
                return nil
            case .file(let location, let status):
                let finding = try pass.finding(
                    at: location, status,
                    in: { () throws(SystemError) in
                        location.folder == visit.realPath ? directory : try tree.root.folder(at: location.folder)
                    },
                    keeping: last?.served, as: FileRole(at: path))
                let isLink = location.folder != visit.realPath || location.name != name
                return Entry(name: name, state: state, finding: finding, linkedFolder: isLink ? location.folder : nil)
            case .folder(let realPath, let identity):
                return Entry(
                    name: name, state: state, finding: folder(realPath, identity, visit, directory.identity),
                    linkedFolder: nil)
            case .omitted(let reason):
                return Entry(name: name, state: state, finding: .omitted(reason), linkedFolder: nil)
            case .gone:
                return nil
            }
        } catch {
            if error.isOutOfDescriptors { throw error }
            return Entry(name: name, state: state, finding: .omitted(.unreadable(error)), linkedFolder: nil)
        }
    }

    private func folder(
        _ realPath: String, _ identity: FileStatus.Identity, _ visit: Visit, _ parent: FileStatus.Identity
    ) -> Entry.Finding {
        if identity == parent || visit.ancestors.contains(identity) { return .omitted(.linkToAncestor) }
        let limit = pass.source.limits.depth
        return visit.ancestors.count < limit ? .folder(realPath) : .omitted(.tooDeep(limit: limit))
    }

    private mutating func push(_ entries: [Entry], in visit: Visit, _ identity: FileStatus.Identity) {
        for entry in entries.reversed() {
            let path = SiteTree.path(visit.path, entry.name)
            // A folder with a name of the page is not part of the site.
            guard case .folder(let realPath) = entry.finding, !PageName.matches(path) else { continue }
            stack.append(Visit(path: path, realPath: realPath, ancestors: visit.ancestors + [identity]))
        }
    }

    /// Whether the file is hidden because its name begins with `.`, as everywhere except in `.well-known/` (RFC 8615).
    private func isHidden(_ name: String, in path: String) -> Bool {
        guard name.utf8.first == UInt8(ascii: ".") else { return false }
        let isWellKnown = path.isEmpty && name == SiteWalk.wellKnown
        return !isWellKnown && path != SiteWalk.wellKnown && !path.utf8.starts(with: "\(SiteWalk.wellKnown)/".utf8)
    }
}
