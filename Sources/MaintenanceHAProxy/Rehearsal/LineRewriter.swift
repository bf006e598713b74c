/// What becomes of a line in the copy.
struct LineEdit {
    enum Result {
        case keep
        case write(String)
        case leaveOut
    }

    let result: Result
    /// What the operator is told.
    var note: String?

    static let keep = LineEdit(result: .keep)

    static func leaveOut(_ reason: String) -> LineEdit { LineEdit(result: .leaveOut, note: "left out: \(reason)") }
}

/// Rewrites a configuration line by line. A line that reaches something outside of the drill is changed or left out.
struct LineRewriter {
    let plan: RehearsalPlan
    let ports: RehearsalPorts
    var references: FileReferences
    /// `bind` lines by position.
    private let bindIndices: [Position: Int]
    private let proxies: [Position: Proxy]
    let servers: [Position: BackendServer]
    /// The ports of the `bind` lines that had TLS: whoever comes by them has come by TLS.
    private let securePorts: [UInt16]
    /// What some `default-server` line says, so that each server may inherit it.
    let inheritable: Set<String>
    private var peersSeen = 0
    /// Whether the present `peers` section has its one peer.
    private var hasPeer = false

    init(_ plan: RehearsalPlan, on ports: RehearsalPorts, in folder: String, isReadable: @escaping (String) -> Bool) {
        self.plan = plan
        self.ports = ports
        references = FileReferences(folder: folder, isReadable: isReadable)
        bindIndices = Dictionary(plan.binds.enumerated().map { ($1.position, $0) }) { first, _ in first }
        proxies = Dictionary(plan.configuration.proxies.map { ($0.position, $0) }) { first, _ in first }
        servers = Dictionary(plan.configuration.proxies.flatMap(\.servers).map { ($0.position, $0) }) { first, _ in
            first
        }
        securePorts = zip(plan.binds, ports.binds).filter(\.0.hasTLS).map(\.1)
        inheritable = Set(
            plan.lines.joined().compactMap(\.directive).filter { $0.keyword == "default-server" }.flatMap(\.arguments))
    }

    mutating func edit(_ line: ConfigurationLine) -> LineEdit {
        guard let directive = line.directive, let section = line.section else { return .keep }
        switch section.kind {
        case .global: return line.beginsSection ? .keep : editGlobal(directive)
        case .defaults, .frontend, .listen, .backend:
            return line.beginsSection ? .keep : editProxy(directive, in: section)
        case .peers: return editPeers(directive, beginsSection: line.beginsSection)
        case .httpErrors: return line.beginsSection ? .keep : editFiles(directive)
        case .cache, .userlist: return .keep
        case .acme, .crtStore, .fcgiApp, .logForward, .logProfile, .mailers, .program, .resolvers, .ring, .traces:
            let note = line.beginsSection ? "left out: the section \(section.kind.rawValue) \(section.name)" : nil
            return LineEdit(result: .leaveOut, note: note)
        }
    }

    /// A `peers` section keeps its tables, and has no other peer than this HAProxy.
    private mutating func editPeers(_ directive: Directive, beginsSection: Bool) -> LineEdit {
        if beginsSection {
            hasPeer = false
            peersSeen += 1
            return .keep
        }
        guard ["peer", "server", "bind", "default-server", "log"].contains(directive.keyword) else { return .keep }
        guard !hasPeer, directive.keyword == "peer" || directive.keyword == "server" else {
            return .leaveOut(directive.keyword == "bind" ? "the port for peers" : "peers are left out")
        }
        hasPeer = true
        return LineEdit(
            result: .write("    peer \(LineRewriter.peerName) 127.0.0.1:\(ports.peers[peersSeen - 1])"),
            note: "peers are left out")
    }

    /// HAProxy's name among its peers, for its option `-L`.
    static let peerName = "rehearsal"

    private mutating func editProxy(_ directive: Directive, in section: ConfigurationLine.Header) -> LineEdit {
        switch directive.keyword {
        case "bind": return editBind(directive)
        case "server", "server-template": return editServer(directive)
        case "default-server": return editDefaultServer(directive)
        case "timeout": return editTimeout(directive)
        default: break
        }
        if let reason = ProxyLines.reasonToLeaveOut(directive, proxies[section.position]) { return .leaveOut(reason) }
        if let connect = ProxyLines.checkOfThisServer(directive) { return LineEdit(result: .write("    \(connect)")) }
        if directive.arguments.contains(where: { $0.contains("lua.") }) {
            // Other lines may name the ACL.
            guard directive.keyword == "acl", let name = directive.arguments.first else { return .leaveOut("Lua") }
            return LineEdit(result: .write("    acl \(quoted(name)) always_false"), note: "Lua: never true here")
        }
        return editFiles(directive)
    }

    private func editBind(_ directive: Directive) -> LineEdit {
        guard let index = bindIndices[directive.position] else { return .leaveOut("bind") }
        let bind = plan.binds[index]
        guard bind.isUsable else { return .leaveOut("it is no TCP port: bind \(bind.address)") }
        let words = bind.keptWords.map { " \(quoted($0))" }.joined()
        let dropped = [bind.hasTLS ? "TLS" : nil, bind.hasProxyHeader ? "the PROXY header" : nil].compactMap(\.self)
        let note = dropped.isEmpty ? "" : ", without \(dropped.joined(separator: " and "))"
        return LineEdit(
            result: .write("    bind 127.0.0.1:\(ports.binds[index])\(words)"),
            note: "bind \(bind.address) is 127.0.0.1:\(ports.binds[index])\(note)")
    }

    /// The drill has no answer that takes long, and would have to wait for this long for one that never comes.
    private func editTimeout(_ directive: Directive) -> LineEdit {
        let words = directive.arguments
        guard words.count == 2, words[0] == "server", let time = milliseconds(words[1]),
            time > RehearsalPlan.answerLimit
        else { return .keep }
        return LineEdit(
            result: .write("    timeout server \(RehearsalPlan.answerLimit)ms"),
            note: "timeout server \(words[1]) is \(RehearsalPlan.answerLimit / 1000)s")
    }

    /// Replaces what the copy lacks: files that are missing, and TLS.
    private mutating func editFiles(_ directive: Directive) -> LineEdit {
        if let file = references.missingAnswer(directive) { return .leaveOut("\(file) cannot be read") }
        var note: String?
        var texts: [String] = []
        for (index, word) in directive.words.enumerated() {
            let previous = index > 0 ? directive.words[index - 1].text : ""
            let next = index + 1 < directive.words.count ? directive.words[index + 1].text : "}"
            if let (text, file) = references.replacement(for: word.text, after: previous) {
                texts.append(quoted(text))
                note = "\(file) cannot be read, and is empty here"
            } else if let text = withoutTLS(word.text, before: next) {
                texts.append(text)
            } else {
                texts.append(word.source)
            }
        }
        let isChanged = texts != directive.words.map(\.source)
        return isChanged
            ? LineEdit(result: .write("    \(texts.filter { !$0.isEmpty }.joined(separator: " "))"), note: note) : .keep
    }

    /// The word without a question about TLS: it was used where the port is one that had it.
    private func withoutTLS(_ word: String, before next: String) -> String? {
        guard !securePorts.isEmpty else { return nil }
        if word == "ssl_fc", ["}", "if", "unless"].contains(next) {
            return "dst_port \(securePorts.map { "\($0)" }.joined(separator: " "))"
        }
        if word.contains("[ssl_fc]") || word.contains("[ssl_fc,") {
            return quoted(word.replacing("[ssl_fc]", with: "[bool(true)]").replacing("[ssl_fc,", with: "[bool(true),"))
        }
        guard word.hasPrefix("ssl_fc_sni") else { return nil }
        return quoted("req.hdr(host)\(word.dropFirst("ssl_fc_sni".count))")
    }
}

extension RehearsalPlan {
    /// The longest time that HAProxy waits for an answer in the drill, in milliseconds.
    package static let answerLimit = 3000
    package static let peerName = LineRewriter.peerName
}

/// A word as HAProxy's configuration has to spell it.
func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: "@"), UInt8(ascii: "="), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "!"):
            true
        default: false
        }
    }
    return plain && !text.isEmpty ? text : "'\(text.replacing("'", with: "'\\''"))'"
}
