internal import HTTP

/// The element that a trusted proxy adds is read as if it were alone, whatever a client has put before it.
func checkForwarded(_ bytes: [UInt8]) {
    let value = String(decoding: bytes.filter { $0 != 0 && $0 != 0x0D && $0 != 0x0A }, as: UTF8.self)
    let proxies = TrustedProxies(["10.0.0.0/8", "2001:db8:a::/48"].compactMap(IPNetwork.init))
    func client(_ name: String, _ value: String, peer: String) -> String {
        guard let address = IPAddress(peer) else { fatalError("the peer has an address") }
        let request = RequestHead("GET", "/", fields: [(name, value)])
        let client = proxies.client(peer: .address(address), request: request)
        if client != .address(address) { checkCanonical(client) }
        return "\(client)"
    }
    for (name, added) in [
        ("Forwarded", "for=192.0.2.1"), ("Forwarded", "for=192.0.2.1;host=\"a,\\\",b\\\\\""),
        ("Forwarded", "for=\"192.0.2.1:80\";by=_x"), ("X-Forwarded-For", "192.0.2.1"),
    ] {
        precondition(client(name, "\(value),\(added)", peer: "10.0.0.1") == "192.0.2.1", "the client hides itself")
        precondition(client(name, "\(value), \(added)", peer: "192.0.2.9") == "192.0.2.9", "anybody is believed")
    }
    for (name, added) in [("Forwarded", "for=\"[2001:db8:a::1]:_p\""), ("X-Forwarded-For", "2001:db8:a::1")] {
        let alone = client(name, value, peer: "2001:db8:a::1")
        precondition(client(name, "\(value) , \(added)", peer: "10.0.0.1") == alone, "a proxy makes a difference")
    }
}

private func checkCanonical(_ client: Peer) {
    guard case .address(let address) = client else { fatalError("a field names no Unix socket") }
    precondition(IPAddress(address.description) == address, "the text is another address")
}
