internal import System

/// The result of loading a source: the indexes of its sites.
package struct SourceIndex: Sendable {
    /// The indexes by the folder of the site. The empty path is the directory itself.
    let sites: [ResourcePath: SiteIndex]
    /// Of all sites; the first is the directory itself, where each folder in it is a site.
    let folders: [Folder]
    /// Why the directory could not be opened.
    let error: SiteError?
    /// Whether files are omitted for lack of descriptors.
    let isShortOfOpenFiles: Bool
    /// Whether some files are incomplete, so that their last good contents are served.
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

    /// The contents of all files, by the state in which they were read.
    var filesByVersion: [FileStatus.Version: Document] {
        var files: [FileStatus.Version: Document] = [:]
        for folder in folders {
            for entry in folder.entries {
                if let file = entry.served, file.isConfirmed { files[file.version] = file.document }
            }
        }
        return files
    }

    /// The folders whose changes affect the sites, as paths from the directory. They include hidden folders from which a link serves
    /// a file.
    package var places: [String] {
        var places = Set(folders.map(\.place))
        for folder in folders {
            for entry in folder.entries {
                if let linked = entry.linkedFolder { places.insert(linked) }
            }
        }
        return Array(places)
    }
}
