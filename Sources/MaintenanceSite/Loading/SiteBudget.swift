internal import Synchronization
internal import System

/// The memory and the descriptors that the sites of one source use, including sites whose files are still being sent. A
/// reservation is returned when its holder is deallocated.
package final class SiteBudget: Sendable {
    private struct Use {
        var memory = 0
        var openFiles = 0
    }

    private let limits: SiteLimits
    private let used = Mutex(Use())

    init(_ limits: SiteLimits) {
        self.limits = limits
    }

    /// The number of descriptors that the sites may still take.
    package var openFilesLeft: Int { used.withLock { max(0, limits.openFiles - $0.openFiles) } }

    /// Whether a new file may take a descriptor.
    var hasOpenFileForAddition: Bool { used.withLock { $0.openFiles < additionLimit } }

    private var additionLimit: Int { limits.openFiles - limits.openFiles / 8 }

    /// The number of descriptors that they hold.
    package var openFiles: Int { used.withLock { $0.openFiles } }

    /// The number of bytes that the sites may still hold in memory.
    var memoryLeft: Int { used.withLock { max(0, limits.memoryInAll - $0.memory) } }

    /// Reserves bytes of memory for a file of any size, or for a gzip copy. `replaced` is the size of contents that are about to be
    /// released. Returns nil if too few bytes are left.
    func takeMemory(_ count: Int, replacing replaced: Int = 0) -> Reservation? {
        let limit = count <= limits.memoryPerFile ? limits.memoryInAll : limits.memoryWithLargeFiles
        let isTaken = used.withLock { used in
            guard count <= max(0, limit - used.memory + replaced) else { return false }
            used.memory += count
            return true
        }
        return isTaken ? Reservation(of: self, memory: count, openFiles: 0) : nil
    }

    /// Reserves bytes for contents that have to be in memory, even beyond the limit.
    func takeMemoryWithoutLimit(_ count: Int) -> Reservation {
        used.withLock { $0.memory += count }
        return Reservation(of: self, memory: count, openFiles: 0)
    }

    /// The purpose of a descriptor.
    enum Purpose {
        /// A file that replaces another one, which is still open.
        case replacement
        /// A new file.
        case addition
        /// An optimisation, which can do without a descriptor.
        case convenience
    }

    /// Reserves a descriptor; nil if none is left for the purpose. Some are kept for replacements, which need one in
    /// addition to the file that they replace.
    func takeOpenFile(for purpose: Purpose) -> Reservation? {
        let limit =
            switch purpose {
            case .replacement: limits.openFiles
            case .addition: additionLimit
            case .convenience: limits.openFiles / 2
            }
        let isTaken = used.withLock { used in
            guard used.openFiles < limit else { return false }
            used.openFiles += 1
            return true
        }
        return isTaken ? Reservation(of: self, memory: 0, openFiles: 1) : nil
    }

    fileprivate func release(memory: Int, openFiles: Int) {
        used.withLock { used in
            used.memory -= memory
            used.openFiles -= openFiles
        }
    }
}

/// A part of a budget, which is held while this object lives.
final class Reservation: Sendable {
    private let budget: SiteBudget
    private let memory: Int
    private let openFiles: Int

    fileprivate init(of budget: SiteBudget, memory: Int, openFiles: Int) {
        self.budget = budget
        self.memory = memory
        self.openFiles = openFiles
    }

    deinit {
        budget.release(memory: memory, openFiles: openFiles)
    }
}

/// The limits of a site, or of several together.
package struct SiteLimits: Sendable {
    /// The size in bytes of all files in memory. Further files are sent from disk.
    package var memoryInAll = 64 << 20
    /// The size in bytes up to which a file may take all of that memory.
    package var memoryPerFile = 1 << 20
    /// The size in bytes of all files in memory up to which larger files are held there too, so that the small ones have
    /// memory left.
    package var memoryWithLargeFiles = 32 << 20
    /// The deepest level of folders.
    package var depth = 64
    /// The number of names of files and folders, over all paths. Links between directories can make a few files appear
    /// under many paths.
    package var entries = 100_000
    /// The number of open files to send from: those on disk, and large ones in memory.
    package var openFiles: Int

    /// Creates limits that leave most descriptors of the process to connections.
    package init() {
        openFiles = (DescriptorLimit.maximum ?? 1024) / 4
    }
}
