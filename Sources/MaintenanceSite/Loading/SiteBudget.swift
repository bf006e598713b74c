internal import Synchronization
internal import System

/// The memory and descriptors that the sites of one source use, including sites whose files are still being sent. Each part is
/// returned when its holder is deallocated.
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

    /// Descriptors that the sites may still take.
    package var openFilesLeft: Int { used.withLock { max(0, limits.openFiles - $0.openFiles) } }

    /// Descriptors that they hold.
    package var openFiles: Int { used.withLock { $0.openFiles } }

    /// Bytes that the sites may still hold in memory.
    var memoryLeft: Int { used.withLock { max(0, limits.memoryInAll - $0.memory) } }

    /// Takes bytes of memory in place of others that are about to be returned; nil if too few are left.
    func takeMemory(_ count: Int, replacing replaced: Int = 0) -> Reservation? {
        let isTaken = used.withLock { used in
            guard count <= max(0, limits.memoryInAll - used.memory + replaced) else { return false }
            used.memory += count
            return true
        }
        return isTaken ? Reservation(of: self, memory: count, openFiles: 0) : nil
    }

    /// Takes bytes for contents that have to be in memory, whatever is left.
    func takeMemoryInAnyCase(_ count: Int) -> Reservation {
        used.withLock { $0.memory += count }
        return Reservation(of: self, memory: count, openFiles: 0)
    }

    /// The purpose of a descriptor.
    enum Purpose {
        /// A file that replaces another one, which is still open.
        case replacement
        /// A file that is new.
        case addition
        /// Something that works without a descriptor.
        case convenience
    }

    /// Takes a descriptor; nil if none is left for that purpose. Some are reserved for replacements, which would be impossible
    /// without one.
    func takeOpenFile(for purpose: Purpose) -> Reservation? {
        let limit =
            switch purpose {
            case .replacement: limits.openFiles
            case .addition: limits.openFiles - limits.openFiles / 8
            case .convenience: limits.openFiles / 2
            }
        let isTaken = used.withLock { used in
            guard used.openFiles < limit else { return false }
            used.openFiles += 1
            return true
        }
        return isTaken ? Reservation(of: self, memory: 0, openFiles: 1) : nil
    }

    fileprivate func giveBack(memory: Int, openFiles: Int) {
        used.withLock { used in
            used.memory -= memory
            used.openFiles -= openFiles
        }
    }
}

/// A part of a budget, held for as long as this object lives.
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
        budget.giveBack(memory: memory, openFiles: openFiles)
    }
}

/// The limits of a site, or of several together.
package struct SiteLimits: Sendable {
    /// Bytes; a larger file is sent from disk.
    package var memoryPerFile = 1 << 20
    /// Bytes of all files together. Files beyond that are sent from disk.
    package var memoryInAll = 64 << 20
    /// Levels of folders.
    package var depth = 64
    /// Names of files and folders, over all paths. Links between directories can make a few files appear under many paths.
    package var entries = 100_000
    /// Files that stay open, to be sent from: those on disk, and large ones in memory.
    package var openFiles: Int

    /// Limits that leave most descriptors of the process to connections.
    package init() {
        openFiles = (DescriptorLimit.maximum ?? 1024) / 4
    }
}
