/// The answer to a visitor.
package enum Outcome: Equatable, Sendable {
    case application
    case page
    case failed(String)

    /// The text of the maintenance server's index.html.
    package static let pageText = "<h1>Back soon</h1>"

    /// The answer of a primary.
    static func applicationText(of name: String, target: some StringProtocol) -> String { "\(name) at \(target)" }

    package init(_ response: RawResponse, to target: String) {
        self =
            if response.status == 200, response.text.hasSuffix(" at \(target)") {
                .application
            } else if response.status == 503, response.text == Outcome.pageText, response["Retry-After"] != nil {
                .page
            } else {
                .failed("\(response.statusLine): \(response.text)")
            }
    }
}
