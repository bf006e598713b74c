/// A step of a server on a connection, as its client observes it.
package enum Step: Equatable, Sendable {
    /// The page, with 503.
    case page
    /// The answer to the request that was hidden in the content of another one, or at a place where no request may be.
    case smuggled
    /// The answer to the request that followed.
    case honest
    /// Another answer, by its status.
    case status(Int)
    /// Text that is not an answer of HTTP/1.1, up to its first line.
    case stray(String)
    /// The connection ended, as its last answer had announced.
    case closed
    /// The connection ended without an announcement.
    case cut
    /// The connection stayed open without further bytes.
    case silent
}
