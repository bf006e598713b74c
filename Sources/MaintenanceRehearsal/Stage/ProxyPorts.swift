internal import MaintenanceHAProxy
internal import System

/// The ports that are kept for HAProxy.
struct ProxyPorts {
    let binds: [LoopbackPort]
    let entries: [LoopbackPort]
    private let peers: [LoopbackPort]
    private let closed: LoopbackPort

    init(for plan: RehearsalPlan) throws(SystemError) {
        binds = try ProxyPorts.free(plan.bindCount)
        entries = try ProxyPorts.free(plan.backends.count)
        peers = try ProxyPorts.free(plan.peersCount)
        closed = try LoopbackPort()
    }

    private static func free(_ count: Int) throws(SystemError) -> [LoopbackPort] {
        var ports: [LoopbackPort] = []
        for _ in 0..<count { ports.append(try LoopbackPort()) }
        return ports
    }

    func forCopy(page: PageServer, applications: Applications) -> RehearsalPorts {
        RehearsalPorts(
            page: page.port, admin: page.adminPort, closed: closed.number,
            applications: applications.ports.map(\.number), binds: binds.map(\.number), entries: entries.map(\.number),
            peers: peers.map(\.number))
    }
}
