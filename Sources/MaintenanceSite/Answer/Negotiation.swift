package import HTTP

extension Document {
    /// The representation that suits a request best (RFC 9110 §12.1): in a coding that the client accepts, or else the
    /// file as it is, which a client that says nothing of codings gets too.
    package func representation(for request: RequestHead) -> Representation {
        let encoded = encoded
        guard !encoded.isEmpty, let accepted = AcceptEncoding(request) else { return identity }
        var best = identity
        for representation in encoded {
            if let coding = representation.coding, accepted.prefers(coding, to: best.coding) { best = representation }
        }
        return best
    }
}
