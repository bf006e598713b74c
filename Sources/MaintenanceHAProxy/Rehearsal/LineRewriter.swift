internal import System

/// The edit of a line for the copy.
struct LineEdit {
    enum Result {
        case keep
        case write(String)
        case leaveOut
    }

    let result: Result
    /// The message to the operator.
    var note: ConfigurationCopy.Note?

    static let keep = LineEdit(result: .keep)

    static func write(_ line: String, _ note: String? = nil) -> LineEdit {
        LineEdit(result: .write("    \(line)"), note: note.map { .changed($0) })
    }

    static func leaveOut(_ directive: Directive, _ reason: String) -> LineEdit {
        let words = directive.words.map(\.text)
        // The second word distinguishes the lines with one keyword.
        let hasKinds = words.count > 1 && words[1].allSatisfy { $0.isLetter || "-_.".contains($0) }
        let name = words.prefix(hasKinds ? 2 : 1).joined(separator: " ")
        return LineEdit(result: .leaveOut, note: .leftOut(name, because: reason))
    }
}

/// Rewrites a configuration line by line. A line that reaches something outside of the rehearsal is changed or left out.
struct LineRewriter {
    let plan: RehearsalPlan
    let ports: RehearsalPorts
    var references: FileReferences
    /// `bind` lines by position.
    private let bindIndices: [Position: Int]
    private let proxies: [Position: Proxy]
    let servers: [Position: BackendServer]
    /// The ports of the `bind` lines that had TLS. A connection to one of them counts as one with TLS.
    private let securePorts: [UInt16]
    /// The parameters of all `default-server` lines, which any server may inherit.
    let inheritable: Set<String>
    private var peersSeen = 0
    /// Whether the current `peers` section has its one peer.
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
            guard line.beginsSection else { return LineEdit(result: .leaveOut) }
            return .leaveOut(directive, "the section is not for the rehearsal")
        }
    }

    /// A `peers` section keeps its tables, and its only peer is this HAProxy.
    private mutating func editPeers(_ directive: Directive, beginsSection: Bool) -> LineEdit {
        if beginsSection {
            hasPeer = false
            peersSeen += 1
            return .keep
        }
        guard ["peer", "server", "bind", "default-server", "log"].contains(directive.keyword) else { return .keep }
        guard !hasPeer, directive.keyword == "peer" || directive.keyword == "server" else {
            return .leaveOut(directive, "there are no peers")
        }
        hasPeer = true
        let name = directive.arguments.first ?? ""
        return .write(
            "peer \(LineRewriter.peerName) 127.0.0.1:\(ports.peers[peersSeen - 1])",
            "peer \(name) is this HAProxy, without other peers")
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
        if let reason = ProxyLines.reasonToLeaveOut(directive, proxies[section.position]) {
            return .leaveOut(directive, reason)
        }
        if let connect = ProxyLines.checkOfThisServer(directive) { return .write(connect) }
        if directive.arguments.contains(where: { $0.contains("lua.") }) {
            // Other lines may name the ACL.
            guard directive.keyword == "acl", let name = directive.arguments.first else {
                return .leaveOut(directive, "Lua")
            }
            return .write("acl \(quoted(name)) always_false", "Lua: the ACL \(name) is never true")
        }
        return editFiles(directive)
    }

    private func editBind(_ directive: Directive) -> LineEdit {
        guard let index = bindIndices[directive.position] else { return .leaveOut(directive, "it is not understood") }
        let bind = plan.binds[index]
        guard bind.isUsable else { return .leaveOut(directive, "\(bind.address) is not a TCP port") }
        let words = bind.keptWords.map { " \(quoted($0))" }.joined()
        let dropped = [bind.hasTLS ? "TLS" : nil, bind.hasProxyHeader ? "the PROXY header" : nil].compactMap(\.self)
        let note = dropped.isEmpty ? "" : ", without \(dropped.joined(separator: " and "))"
        return .write(
            "bind 127.0.0.1:\(ports.binds[index])\(words)",
            "bind \(bind.address) is 127.0.0.1:\(ports.binds[index])\(note)")
    }

    /// Limits the wait for an answer. No answer of the rehearsal takes long, and the rehearsal waits the whole time for one
    /// that never comes.
    private func editTimeout(_ directive: Directive) -> LineEdit {
        let words = directive.arguments
        guard words.count == 2, words[0] == "server", let time = milliseconds(words[1]),
            time > RehearsalPlan.answerLimit
        else { return .keep }
        return .write(
            "timeout server \(RehearsalPlan.answerLimit)ms",
            "timeout server \(words[1]) is \(RehearsalPlan.answerLimit / 1000)s")
    }

    /// Replaces missing files and conditions about TLS.
    private mutating func editFiles(_ directive: Directive) -> LineEdit {
        if let file = references.missingAnswer(directive) { return .leaveOut(directive, "\(file) cannot be read") }
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
            ? .write(texts.filter { !$0.isEmpty }.joined(separator: " "), note) : .keep
    }

    /// The word with a condition about the port in place of one about TLS.
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
    /// The most milliseconds that HAProxy waits for an answer in the rehearsal.
    package static let answerLimit = 5000
    package static let peerName = LineRewriter.peerName
}

/// A word in the spelling of HAProxy's configuration.
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
