/// How much of a request is taken in.
package struct RequestLimits: Sendable {
    /// Bytes of the request line and the field lines together.
    package var headSize = 32 << 10
    /// Field lines.
    package var fieldLines = 100
    /// Bytes of a body that is read, and dropped, before the answer. A request with a longer one is answered at once.
    package var bodySize = 32 << 10

    package init() {}
}
