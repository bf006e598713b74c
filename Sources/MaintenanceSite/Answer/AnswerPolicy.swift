package import HTTP

/// What an operator can have answered otherwise.
package struct AnswerPolicy: Sendable {
    /// Whether missing parts of pages are answered in their own types.
    package var typesMisses = false
    /// Who else may read the answers.
    package var crossOrigin: CrossOrigin?
    /// Header fields of the operator's own, for the page and the resources.
    package var fields: [OperatorField] = []

    package init() {}

    /// The fields of an answer to that request, beside what the server says by itself.
    package func fields(for request: RequestHead) -> [Response.Field] {
        fields.map { ($0.name, $0.value) } + (crossOrigin?.fields(for: request) ?? [])
    }
}
