internal import CLibevent
internal import HTTP

extension ActiveConnection {
    /// Takes what the socket has brought: the PROXY header first, where one is waited for.
    func receive(_ bytes: UnsafeRawBufferPointer) {
        guard proxyHeader != nil else {
            reader.receive(bytes)
            return
        }
        proxyHeader?.append(contentsOf: bytes)
        readProxyHeader()
    }

    private func readProxyHeader() {
        guard let received = proxyHeader else { return }
        switch ProxyHeaderReader.read(received) {
        case .incomplete: break
        case .header(let header, let length):
            proxyHeader = nil
            connection.awaitsProxyHeader = false
            if case .source(let peer) = header { connection.knownPeer = peer }
            received[length...].withUnsafeBytes { reader.receive($0) }
        case .malformed: end()
        }
    }

    /// What is being read: a PROXY header that has begun takes its time from the head's.
    var readingPhase: RequestReader.Phase {
        guard let proxyHeader else { return reader.phase }
        return proxyHeader.isEmpty ? .idle : .head
    }

    /// Whether a part of a PROXY header has come, or what is none.
    var isWithinProxyHeader: Bool { proxyHeader?.isEmpty == false }
}
