/// A file that was read, and what decides on it once all are.
struct LoadedFile {
    var document: Document
    let modified: ModificationTime
}
