internal import System

/// What a load has found of a source: of its one site, or of several.
package struct SourceIndex: Sendable {
    /// By the folder that the site is in; the empty path is the directory itself.
    let sites: [ResourcePath: SiteIndex]
    /// Of all sites; the first is the directory itself, where each folder in it is a site.
    let folders: [Folder]
    /// Why the directory could not be opened.
    let error: SiteError?
    /// Whether files are omitted that there are no descriptors for.
    let isShortOfOpenFiles: Bool
    /// Whether files are not served as they are, since they change.
    package let hasChanging: Bool

    /// One of nothing.
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

    /// The contents of all files, by the state that they were read in.
    var filesByVersion: [FileStatus.Version: Document] {
        var files: [FileStatus.Version: Document] = [:]
        for folder in folders {
            for entry in folder.entries {
                if let file = entry.served, file.isConfirmed { files[file.version] = file.document }
            }
        }
        return files
    }

    /// The folders in which a change is one of the sites', as paths from the directory that all is in: hidden ones among them
    /// where a file is served from there, by a link.
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
