internal import Glibc
package import MaintenanceHAProxy
package import System

/// A rehearsal of HAProxy's configuration: the operator's HAProxy runs a copy of it, the applications go down and come back, and
/// visitors record their answers.
package struct Rehearsal {
    /// The reason why the rehearsal failed.
    package enum Failure: Error {
        case noProgram(String, SystemError)
        /// The program does not behave like HAProxy.
        case noProxy(String, reason: String)
        case noFolder(String, SystemError)
        /// HAProxy refuses the configuration, with these messages.
        case refused(String)
        case proxyEnded(String)
        case noPage(String)
        case system(SystemError)
    }

    private let plan: RehearsalPlan
    private let program: String
    private let pageOptions: [String]
    private let progress: (String) -> Void
    private let stage: Stage

    /// Makes the folder of the rehearsal. From now on a signal ends the rehearsal with everything that belongs to it. `proxy`
    /// is the path of HAProxy's program, and `pageOptions` are the options of `maintenance` for the page.
    package init(
        _ plan: RehearsalPlan, proxy: String, pageOptions: [String], progress: @escaping (String) -> Void
    ) throws(Failure) {
        self.plan = plan
        program = proxy
        self.pageOptions = pageOptions
        self.progress = progress
        let parent = Stage.parent
        do throws(SystemError) {
            stage = try Stage(in: parent)
        } catch {
            throw .noFolder(parent, error)
        }
    }

    package func run() throws(Failure) -> RehearsalReport {
        defer { stage.end() }
        guard access(program, X_OK) == 0 else { throw .noProgram(program, SystemError.last) }
        do {
            return try play()
        } catch let failure as Failure {
            throw failure
        } catch let error as SystemError {
            throw .system(error)
        } catch is Performance.ProxyEnded {
            throw .proxyEnded(stage.text(of: ProxyProgram.log))
        } catch {
            throw .noPage("\(error)")
        }
    }

    // 1. Start the applications and the page.
    // 2. Write the copy, and start HAProxy with it.
    // 3. Find the requests that reach each backend.
    // 4. Start the visitors, and play the acts.
    private func play() throws -> RehearsalReport {
        DescriptorLimit.raise()
        let applications = try Applications(plan.applications)
        let server = try PageServer(on: stage, options: pageOptions)
        let ports = try ProxyPorts(for: plan)
        let copy = plan.copy(
            on: ports.forCopy(page: server, applications: applications), in: stage.folder,
            isReadable: { access($0, R_OK) == 0 })
        let proxy = try ProxyProgram(program, on: stage, running: copy)
        let reference = try server.answer()
        let state = ProxyState(path: "\(stage.folder)/stats")
        try waitUntilSettled(state, proxy)
        let routes = Routes(plan: plan, ports: ports, page: reference)
        var records: [Performance.Record] = []
        let visitors = routes.visitors()
        if !visitors.isEmpty {
            let pause = Duration.milliseconds(max(80, 2 * visitors.count))
            for visitor in visitors { try visitor.start(pausing: pause) }
            let performance = Performance(
                plan: plan, backends: routes.rehearsed, applications: applications, state: state, visitors: visitors,
                isRunning: { proxy.isRunning }, progress: progress)
            records = try performance.play()
        }
        return RehearsalReport(
            plan: plan, changes: copy.changes, routes: routes.byBackend, records: records, visitors: visitors,
            unanswered: applications.unanswered)
    }

    /// Waits until HAProxy has determined the state of each server.
    private func waitUntilSettled(_ state: ProxyState, _ proxy: ProxyProgram) throws {
        let longest = plan.backends.flatMap(\.watched).map(\.downTime).max() ?? 0
        let limit = Duration.milliseconds(longest) + .seconds(5)
        progress("HAProxy checks its servers: \(limit.components.seconds) s at most")
        let deadline = ContinuousClock.now + limit
        let names = Set(plan.backends.map(\.name))
        while ContinuousClock.now < deadline {
            guard proxy.isRunning else { throw Performance.ProxyEnded() }
            let rows = state.servers() ?? [:]
            let servers = rows.filter { names.contains($0.key) }.values.flatMap {
                $0.filter { $0.key != "BACKEND" && $0.key != "FRONTEND" }.values
            }
            if !servers.isEmpty, servers.allSatisfy(\.isSettled) { return }
            usleep(20_000)
        }
    }
}

extension Rehearsal.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noProgram(let path, let error), .noFolder(let path, let error): "'\(path)': \(error)"
        case .noProxy(let path, let reason): "'\(path)': \(reason); is it HAProxy?"
        case .refused(let text): "HAProxy refuses the configuration: \(text)"
        case .proxyEnded(let text): "HAProxy ended during the rehearsal: \(text)"
        case .noPage(let text): "maintenance does not run: \(text)"
        case .system(let error): "\(error)"
        }
    }
}
