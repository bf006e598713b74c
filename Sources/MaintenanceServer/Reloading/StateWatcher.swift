internal import Glibc
internal import HTTP
internal import Libevent
internal import Logging
internal import MaintenanceSite
internal import System

/// Watches the state folders, whose files contain the news and the switch of planned maintenance.
///
/// The folders are polled, because they are small and may be on file systems without notifications. A change takes
/// effect when two polls in a row have found the same state, because shells truncate a file before they write to it. A
/// change of the switch, which may be an empty file, takes effect at once, with the news that were written before it.
final class StateWatcher {
    private static let pollInterval = Duration.milliseconds(250)

    /// A folder, or the file of `--until-file`, as it was last read.
    private struct Source {
        var found: Result<StateFiles, SystemError>?
        /// The result of the last poll, if it differs.
        var pending: Result<StateFiles, SystemError>?
        var state = OperatorState()
        var problems: [StateFileName: StateFiles.Problem] = [:]
    }

    private let folder: String?
    private let untilFile: String?
    private let defaultEnd: HTTPDate?
    private let current: LiveState
    private let logger: Logger
    private let publish: () -> Void
    private var common = Source()
    private var byFolder: [String: Source] = [:]
    private var until = Source()
    private var timer: Event?

    /// Reads the state, and then each change. `publish` is called after each of them.
    init(
        _ configuration: Configuration, on loop: EventLoop, publishingTo current: LiveState, logger: Logger,
        publish: @escaping () -> Void
    ) throws(LibeventError) {
        folder = configuration.stateFolder
        untilFile = configuration.untilFile
        defaultEnd = configuration.until
        self.current = current
        self.logger = logger
        self.publish = publish
        if let folder = configuration.givenStateFolder, access(folder, F_OK) != 0 {
            logger.warning("\(printable(folder)): the directory does not exist; it is read once it does")
        }
        guard folder != nil || untilFile != nil || defaultEnd != nil else { return }
        timer = try Event(on: loop, .every(StateWatcher.pollInterval)) { [unowned self] in poll() }
        poll()
    }

    private func poll() {
        var isNew = false
        if let untilFile {
            let found = Result { () throws(SystemError) in try StateFiles(untilFile: untilFile) }
            isNew = take(found, from: untilFile, to: &until, isFile: true)
        }
        if let folder {
            isNew = take(read(folder), from: folder, to: &common) || isNew
            let folders = current.state.sites.folders
            byFolder = byFolder.filter { folders.contains($0.key) }
            for name in folders {
                let path = StateFolder.path(ofSite: name, besides: folder)
                isNew = take(read(path), from: path, to: &byFolder[name, default: Source()]) || isNew
            }
        }
        let last = current.state.news
        let now = HTTPDate.now
        // A site without state files also counts, because its switch is off.
        guard isNew || Set(byFolder.keys) != Set(last.byFolder.keys) || last.isOutdated(at: now) else { return }
        var news = SitesNews(defaultEnd: OperatorState.End.date(until.state.end, otherwise: defaultEnd), at: now)
        news.common = common.state
        news.byFolder = byFolder.mapValues(\.state)
        current.replace(news: news)
        publish()
    }

    private func read(_ folder: String) -> Result<StateFiles, SystemError> {
        Result { () throws(SystemError) in try StateFiles(in: folder) }
    }

    /// Applies the result of a poll once it takes effect. Returns whether the state has changed.
    private func take(
        _ found: Result<StateFiles, SystemError>, from path: String, to source: inout Source, isFile: Bool = false
    ) -> Bool {
        // A lack of descriptors says nothing about the state.
        if case .failure(let error) = found, error.isOutOfDescriptors { return false }
        defer { source.pending = found }
        let last = source.state
        let isSwitched = if case .success(let files) = found { files.isOn != last.isOn } else { false }
        if source.found != found, source.found == nil || source.pending == found || isSwitched {
            source.found = found
            switch found {
            case .success(let files):
                let (state, problems) = files.state(keeping: last)
                source.state = state
                let place = { (name: StateFileName) in printable(isFile ? path : "\(path)/\(name)") }
                for (name, problem) in problems where source.problems[name] != problem {
                    logger.error("\(place(name)): ignored, because \(problem); the last good state is kept")
                }
                source.problems = problems
                log(state, after: last, place)
            case .failure(let error):
                logger.error("\(printable(path)): cannot be read: \(error); the last good state is kept")
            }
        }
        if source.state.isOn != last.isOn {
            logger.notice("\(printable(path))/on: planned maintenance is switched \(source.state.isOn ? "on" : "off")")
        }
        return source.state != last
    }

    private func log(_ state: OperatorState, after last: OperatorState, _ place: (StateFileName) -> String) {
        if state.end != last.end {
            switch state.end {
            case .at(let date) where date < .now:
                logger.warning("\(place(.until)): maintenance until \(date), which is in the past")
            case .at(let date): logger.info("\(place(.until)): maintenance until \(date)")
            case .unknown, nil: logger.info("\(place(.until)): no end of the maintenance is set")
            }
        }
        for note in state.notes
        where !last.notes.contains(where: { $0.language == note.language && $0.text == note.text }) {
            logger.info("\(place(.note(note.language))): visitors see: \(printable(note.text))")
        }
        for note in last.notes where !state.notes.contains(where: { $0.language == note.language }) {
            logger.info("\(place(.note(note.language))): the note is withdrawn")
        }
    }
}
