internal import CLibevent
internal import HTTP

extension ActiveConnection {
    /// Reads what has come of the header, and leaves what follows it to the reader.
    func readProxyHeader() {
        let received = proxyHeader
        switch ProxyHeaderReader.read(received) {
        case .incomplete: break
        case .header(let header, let length):
            proxyHeader = []
            connection.awaitsProxyHeader = false
            if case .source(let peer) = header { connection.knownPeer = peer }
            received[length...].withUnsafeBytes { reader.receive($0) }
        case .malformed: end()
        }
    }

    /// What is being read: a PROXY header that has begun takes its time from the head's.
    var readingPhase: RequestReader.Phase {
        guard connection.awaitsProxyHeader else { return reader.phase }
        return proxyHeader.isEmpty ? .idle : .head
    }

    /// Whether a part of a PROXY header has come, or what is none.
    var isWithinProxyHeader: Bool { !proxyHeader.isEmpty }
}
