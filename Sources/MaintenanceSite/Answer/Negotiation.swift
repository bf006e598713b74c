internal import HTTP

extension Document {
    /// Selects the representation for a request.
    func representation(for request: RequestHead) -> Representation {
        identity
    }
}
