/// One thing that a server did on a connection, as its client sees it.
package enum Step: Equatable, Sendable {
    /// The page, with 503.
    case page
    /// The answer to the request that was hidden in another's content, or where no request may be.
    case smuggled
    /// The answer to the request that followed.
    case honest
    /// Another answer: its status.
    case status(Int)
    /// Text that is no answer of HTTP/1.1, at most its first line.
    case stray(String)
    /// The connection ended, and its last answer had said so.
    case closed
    /// The connection ended without a word.
    case cut
    /// The connection stayed open, and nothing more came.
    case silent
}
