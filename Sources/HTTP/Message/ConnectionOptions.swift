extension RequestHead {
    /// Whether the client lets the connection stay open after the answer (RFC 9112 §9.3).
    var isPersistent: Bool {
        guard has(.connection) else { return version == .http11 }
        let options = values(of: .connection).flatMap { $0.split(separator: UInt8(ascii: ",")) }
        if options.contains(where: { $0.isToken("close") }) { return false }
        return version == .http11 || options.contains { $0.isToken("keep-alive") }
    }

    /// Whether the client waits for an answer before it sends the body (RFC 9110 §10.1.1).
    var expectsContinue: Bool {
        version == .http11 && has(.expect)
            && values(of: .expect).flatMap { $0.split(separator: UInt8(ascii: ",")) }
                .contains { $0.isToken("100-continue") }
    }
}
