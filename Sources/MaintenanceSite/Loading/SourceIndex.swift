internal import System

/// The result of loading a source: the indexes of its sites.
package struct SourceIndex: Sendable {
    /// The indexes, by the folder of the site. The empty path is the directory itself.
    let sites: [ResourcePath: SiteIndex]
    /// The folders of all sites. If each folder of the directory is a site, the first one is the directory itself.
    let folders: [Folder]
    /// The reason why the directory could not be opened.
    let error: SiteError?
    /// Whether files are omitted for lack of descriptors.
    let isShortOfOpenFiles: Bool
    /// Whether some files are incomplete, so that their last good contents are served instead.
    package let hasChanging: Bool

    /// An empty index.
    init(_ error: SiteError? = nil) {
        sites = [:]
        folders = []
        self.error = error
        isShortOfOpenFiles = false
        hasChanging = false
    }

    init(_ sites: [ResourcePath: SiteIndex], top: Folder? = nil) {
        self.sites = sites
        folders = (top.map { [$0] } ?? []) + sites.values.flatMap(\.folders)
        error = nil
        isShortOfOpenFiles = folders.contains { folder in
            folder.entries.contains { entry in
                if case .omitted(.tooManyOpenFiles) = entry.finding { true } else { false }
            }
        }
        hasChanging = folders.contains { folder in
            folder.entries.contains { entry in
                if case .changing = entry.finding { true } else { false }
            }
        }
    }

    /// The contents of files, by the state in which they were read.
    var filesByVersion: [FileStatus.Version: Document] {
        var files: [FileStatus.Version: Document] = [:]
        for folder in folders {
            for entry in folder.entries {
                if let file = entry.served, file.isConfirmed { files[file.version] = file.document }
            }
        }
        return files
    }

    /// The paths from the directory of the folders whose changes affect the sites. They include hidden folders that a
    /// link leads into.
    package var watchedFolders: [String] {
        var paths = Set(folders.map(\.realPath))
        for folder in folders {
            for entry in folder.entries {
                if let linked = entry.linkedFolder { paths.insert(linked) }
            }
        }
        return Array(paths)
    }
}
