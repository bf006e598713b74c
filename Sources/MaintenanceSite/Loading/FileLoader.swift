internal import Glibc
internal import HTTP
internal import System

/// Loads files: into memory, within the limits, and others as open files.
struct FileLoader {
    /// The result of loading a file.
    enum Outcome {
        case loaded(Document)
        /// The file is being written to.
        case changing
        case omitted(Omission.Reason)
    }

    let limits: SiteLimits
    let budget: SiteBudget

    /// Loads a file if it is still in the state of its status. `last` are its old contents. They and others of the last site
    /// take `replaced` bytes of memory, which are about to be released.
    func load(
        _ name: String, in folder: Directory, _ status: FileStatus, as role: FileRole, replacing last: Document?,
        ofMemory replaced: Int
    ) throws(SystemError) -> Outcome {
        do {
            switch role {
            case .page(let mediaType): return try page(name, in: folder, status, as: mediaType)
            case .resource(let mediaType):
                return try resource(
                    name, in: folder, status, as: mediaType, replacing: last?.identity, ofMemory: replaced)
            }
        } catch {
            // The name existed a moment ago.
            if error.code == ENOENT || error.code == ELOOP { return .changing }
            throw error
        }
    }

    /// Loads a file of the page. It is in memory whatever its size, so that the page survives failures of the disk.
    private func page(
        _ name: String, in folder: Directory, _ status: FileStatus, as mediaType: String
    ) throws(SystemError) -> Outcome {
        if status.size == 0 { return .omitted(.empty) }
        guard status.size <= limits.memoryInAll else { return .omitted(.tooLargeForMemory(limit: limits.memoryInAll)) }
        let memory = budget.takeMemoryWithoutLimit(status.size)
        return try inMemory(name, in: folder, status, as: mediaType, holding: memory, isOfPage: true)
    }

    /// Loads any other file.
    private func resource(
        _ name: String, in folder: Directory, _ status: FileStatus, as mediaType: String,
        replacing last: Representation?, ofMemory replaced: Int
    ) throws(SystemError) -> Outcome {
        if let memory = budget.takeMemory(status.size, replacing: replaced) {
            if status.size <= limits.memoryPerFile {
                return try inMemory(name, in: folder, status, as: mediaType, holding: memory, isOfPage: false)
            }
            if let copy = try copied(name, in: folder, status, as: mediaType, holding: memory) { return copy }
        }
        let isReplacement = last?.isOnDisk ?? false
        guard let openFile = budget.takeOpenFile(for: isReplacement ? .replacement : .addition) else {
            // The file is loaded once descriptors of the last site are free.
            return isReplacement ? .changing : .omitted(.tooManyOpenFiles(limit: limits.openFiles))
        }
        let file = try folder.file(name, retaining: [openFile])
        guard try file.status().version == status.version else { return .changing }
        let identity = Representation(onDisk: file, status.version)
        return .loaded(document(mediaType, identity, isOfPage: false))
    }

    private func inMemory(
        _ name: String, in folder: Directory, _ status: FileStatus, as mediaType: String, holding memory: Reservation,
        isOfPage: Bool
    ) throws(SystemError) -> Outcome {
        let file = try folder.file(name)
        guard try file.status().version == status.version else { return .changing }
        let bytes = try Bytes(capacity: status.size, holding: [memory]) { buffer throws(SystemError) in
            try file.read(into: buffer, from: 0)
        }
        guard bytes.buffer.count == status.size, try file.status().version == status.version else { return .changing }
        return .loaded(
            document(mediaType, Representation(coding: nil, inMemory: bytes, within: budget), isOfPage: isOfPage))
    }

    /// Loads a large file as a copy in memory; nil if there is no descriptor or memory for the copy.
    private func copied(
        _ name: String, in folder: Directory, _ status: FileStatus, as mediaType: String, holding memory: Reservation
    ) throws(SystemError) -> Outcome? {
        guard let openFile = budget.takeOpenFile(for: .convenience) else { return nil }
        let file = try folder.file(name)
        guard try file.status().version == status.version else { return .changing }
        guard let copy = try? MemoryFile(copying: file, status.size) else { return nil }
        // If the file was written to meanwhile, the copy may be shorter, or a mixture.
        guard try file.status().version == status.version else { return .changing }
        let identity = Representation(copy: Bytes(of: copy, holding: [memory, openFile]))
        return .loaded(document(mediaType, identity, isOfPage: false))
    }

    private func document(_ mediaType: String, _ identity: Representation, isOfPage: Bool) -> Document {
        let gzipCopy = GzipCopies.areWorthwhile(for: mediaType, size: identity.contents.count)
        return Document(
            mediaType: mediaType, identity: identity, gzipCopy: gzipCopy ? GzipCopy(isUnlimited: isOfPage) : nil)
    }
}
