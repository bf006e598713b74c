internal import Glibc
internal import System

/// Polls a source with fstatat(2) alone, for file systems without notifications.
///
/// A poll covers a part of a large site, so that it takes little time. Every poll includes the page.
package struct SitePoller {
    /// The number of names in one poll, beside those of the page.
    private let size: Int
    /// The position at which the next poll continues: a folder, and a name in it.
    private var folder = 0
    private var entry = 0

    /// Starts at the first folder.
    package init() {
        self.init(size: 5_000)
    }

    init(size: Int) {
        self.size = size
    }

    /// Whether this poll finds a difference between the source and the index. Changing files are skipped, because they
    /// are loaded when they are complete.
    package mutating func findsChange(in source: SiteSource, since index: SourceIndex) -> Bool {
        guard let directory = source.directory else { return false }
        let root: FileDescriptor
        do throws(SystemError) {
            root = try FileDescriptor(opening: directory, O_RDONLY | O_DIRECTORY)
        } catch {
            return !error.isOutOfDescriptors && SiteError(directory: error) != index.error
        }
        if index.error != nil || index.isShortOfOpenFiles && source.budget.hasOpenFileForAddition { return true }
        var path = PathBuffer(from: root)
        return hasNewPage(index, &path) || pollFolders(index, &path)
    }

    private func hasNewPage(_ index: SourceIndex, _ path: inout PathBuffer) -> Bool {
        index.sites.values.contains { site in
            guard let top = site.folders.first else { return false }
            path.enter(top.realPath)
            return isNew(top, path) || top.entries.contains { PageName.matches($0.name) && isNew($0, &path) }
        }
    }

    private mutating func pollFolders(_ index: SourceIndex, _ path: inout PathBuffer) -> Bool {
        var left = size
        for _ in index.folders.indices {
            if folder >= index.folders.count { folder = 0 }
            let current = index.folders[folder]
            path.enter(current.realPath)
            if entry == 0, isNew(current, path) { return true }
            while entry < current.entries.count {
                if left == 0 { return false }
                if isNew(current.entries[entry], &path) { return true }
                entry += 1
                left -= 1
            }
            left = max(0, left - 1)
            folder += 1
            entry = 0
        }
        return false
    }

    private func isNew(_ folder: Folder, _ path: borrowing PathBuffer) -> Bool {
        folder.version.map { path.folderVersion != $0 } ?? false
    }

    private func isNew(_ entry: Entry, _ path: inout PathBuffer) -> Bool {
        switch entry.finding {
        case .changing: false
        case .file(let file) where !file.isConfirmed: true
        case .file, .folder, .omitted: entry.state.map { path.state(of: entry.name) != $0 } ?? false
        }
    }
}

extension SourceIndex {
    /// Whether a folder, or the target of a link, has been replaced.
    func hasReplacedFolder(in directory: String) -> Bool {
        guard let root = try? FileDescriptor(opening: directory, O_RDONLY | O_DIRECTORY) else { return false }
        var path = PathBuffer(from: root)
        return folders.contains { folder in
            guard let version = folder.version else { return false }
            path.enter(folder.realPath)
            return path.folderVersion?.identity != version.identity
        }
    }
}

/// A path from a directory, in memory that is reused for each name.
struct PathBuffer {
    private let root: FileDescriptor
    private var bytes: [CChar] = []
    private var folderEnd = 0

    init(from root: FileDescriptor) {
        self.root = root
    }

    mutating func enter(_ folder: String) {
        bytes.removeAll(keepingCapacity: true)
        append(folder.isEmpty ? "." : folder)
        folderEnd = bytes.count
        bytes.append(0)
    }

    var folderVersion: FileStatus.Version? {
        var status = stat()
        return fstatat(root.rawValue, bytes, &status, AT_SYMLINK_NOFOLLOW) == 0 ? FileStatus(status).version : nil
    }

    mutating func state(of name: String) -> EntryState {
        bytes.removeSubrange(folderEnd...)
        bytes.append(CChar(bitPattern: UInt8(ascii: "/")))
        append(name)
        bytes.append(0)
        return root.state(of: bytes)
    }

    private mutating func append(_ text: String) {
        for byte in text.utf8 { bytes.append(CChar(bitPattern: byte)) }
    }
}
