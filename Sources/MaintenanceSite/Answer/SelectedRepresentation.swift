internal import HTTP

/// A document in the representation that is selected for a request (RFC 9110 §3.2).
package struct SelectedRepresentation: Sendable {
    package let document: Document
    package let representation: Representation
}

extension SelectedRepresentation {
    init(of document: Document, for request: RequestHead) {
        self.init(document: document, representation: document.representation(for: request))
    }
}
