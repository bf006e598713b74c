import Foundation
import HTTP
import System
import Testing

@testable import MaintenanceSite

/// When a file is complete, by a clock that the tests set.
@Suite struct ChangingFilesTests {
    private let start = MonotonicTime.now
    private let page = SiteTree.Location(folder: "", name: "index.html")
    private let log = SiteTree.Location(folder: "", name: "log")

    private func time(_ milliseconds: Int) -> MonotonicTime { start + .milliseconds(milliseconds) }

    /// The state of a file that was last changed that many seconds from now, or long ago.
    private func version(_ size: Int, changedIn seconds: Int? = nil) -> FileStatus.Version {
        var status = stat()
        status.st_size = size
        if let seconds { status.st_mtim.tv_sec = Foundation.time(nil) + seconds }
        return FileStatus(status).version
    }

    private func change(
        _ location: SiteTree.Location, _ event: DirectoryNotifications.Change.Event
    ) -> DirectoryNotifications.Change { .file(folder: location.folder, name: location.name, event) }

    /// Loads at that time, and returns which of the files are complete.
    private func load(_ files: inout ChangingFiles, at milliseconds: Int, sizes: [SiteTree.Location: Int] = [:]) -> Set<
        SiteTree.Location
    > {
        var atRest: Set<SiteTree.Location> = []
        for location in [page, log]
        where files.isComplete(location, version(sizes[location] ?? 1), at: time(milliseconds)) {
            atRest.insert(location)
        }
        files.endLoad(begunAt: time(milliseconds))
        return atRest
    }

    @Test func withoutAChangeThereIsNothingToLoad() {
        #expect(ChangingFiles().nextLoad == nil)
    }

    @Test func aClosedFileIsCompleteAfterAMoment() {
        var files = ChangingFiles()
        files.note(change(page, .written), at: time(0))
        files.note(change(page, .closed), at: time(10))
        #expect(files.nextLoad == time(310))
        #expect(!load(&files, at: 309).contains(page))
        #expect(load(&files, at: 310).contains(page))
    }

    @Test func aFileThatIsReplacedRepeatedlyIsCompleteAfterASecond() {
        var files = ChangingFiles()
        for time in stride(from: 0, through: 900, by: 100) { files.note(change(page, .replaced), at: self.time(time)) }
        #expect(files.nextLoad == time(1000))
        #expect(!load(&files, at: 999).contains(page))
        files.note(change(page, .replaced), at: time(1000))
        #expect(load(&files, at: 1000).contains(page))
    }

    /// The file may be half written at any time.
    @Test func aFileThatIsWrittenRepeatedlyIsIncomplete() {
        var files = ChangingFiles()
        files.note(change(page, .replaced), at: time(0))
        for time in stride(from: 0, through: 2000, by: 100) { files.note(change(page, .closed), at: self.time(time)) }
        #expect(!load(&files, at: 2000).contains(page))
    }

    @Test func aFileThatStaysOpenIsCompleteAfterTheLimit() {
        var files = ChangingFiles()
        files.note(change(page, .written), at: time(0))
        files.note(change(page, .touched), at: time(1000))
        #expect(files.nextLoad == time(6000))
        #expect(!load(&files, at: 5999).contains(page))
        #expect(load(&files, at: 6000).contains(page))
    }

    /// The kernel does not notify of the copy before its end. The file was changed within `patience`, because the clock of the
    /// test is not that of files.
    @Test func anOpenFileIsIncompleteWhileItsStateChanges() {
        var files = ChangingFiles()
        files.note(change(page, .written), at: time(0))
        for (milliseconds, size, isComplete) in [(5000, 1, false), (10_000, 2, false), (15_000, 2, true)] {
            #expect(files.nextLoad == time(milliseconds))
            let found = files.isComplete(page, version(size, changedIn: 1000), at: time(milliseconds))
            #expect(found == isComplete)
            files.endLoad(begunAt: time(milliseconds))
        }
        #expect(files.nextLoad == nil)
    }

    @Test(arguments: [(1, 1000, 300), (2 << 20, 1000, 2000), (2 << 20, -1000, 300)])
    func aLargeFileInANewFolderIsCompleteOnceItWasNotChangedForAWhile(size: Int, changedIn: Int, end: Int) {
        var files = ChangingFiles()
        let version = version(size, changedIn: changedIn)
        let isCompleteAtOnce = files.isComplete(page, version, at: time(0))
        #expect(!isCompleteAtOnce)
        files.endLoad(begunAt: time(0))
        #expect(files.nextLoad == time(end))
        let isCompleteThen = files.isComplete(page, version, at: time(end))
        #expect(isCompleteThen)
    }

    @Test func aGrowingLogDelaysNoOtherFile() {
        var files = ChangingFiles()
        files.note(change(log, .written), at: time(0))
        files.note(change(page, .closed), at: time(0))
        for milliseconds in stride(from: 100, through: 300, by: 100) {
            files.note(change(log, .written), at: time(milliseconds))
        }
        #expect(files.nextLoad == time(300))
        #expect(load(&files, at: 300) == [page])
        #expect(files.nextLoad == time(300 + 5000))
    }

    /// The file is reopened for each line.
    @Test func aFileThatIsWrittenRepeatedlyDelaysOthersOnlyBriefly() {
        var files = ChangingFiles()
        files.note(change(page, .closed), at: time(0))
        for milliseconds in stride(from: 0, through: 600, by: 50) {
            files.note(change(log, .closed), at: time(milliseconds))
            #expect(files.nextLoad.map { $0 <= time(600) } == true)
        }
        #expect(load(&files, at: 600) == [page])
    }

    @Test func changesWithinAMomentAreLoadedTogether() {
        var files = ChangingFiles()
        files.note(change(page, .closed), at: time(0))
        files.note(change(log, .closed), at: time(200))
        #expect(files.nextLoad == time(500))
        #expect(load(&files, at: 500) == [page, log])
        #expect(files.nextLoad == nil)
    }

    @Test func withoutNotificationsAStateHasToStayTheSame() {
        var files = ChangingFiles()
        files.noteOther(at: time(0))
        #expect(files.nextLoad == time(300))
        #expect(load(&files, at: 300) == [])
        #expect(files.nextLoad == time(600))
        #expect(load(&files, at: 600, sizes: [log: 2]) == [page])
        #expect(load(&files, at: 900, sizes: [log: 2]) == [log])
    }

    @Test func afterLostNotificationsNoFileCountsAsOpen() {
        var files = ChangingFiles()
        files.note(change(page, .written), at: time(0))
        files.note(.lost, at: time(100))
        #expect(files.nextLoad == time(400))
        #expect(load(&files, at: 400).contains(page))
    }
}
