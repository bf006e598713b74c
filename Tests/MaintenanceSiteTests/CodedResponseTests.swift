import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

/// Responses that send a representation in a content coding.
@Suite struct CodedResponseTests {
    private let context = Response.Context(date: "Sun, 06 Nov 1994 08:49:37 GMT", retryAfter: 120)
    private let document: Document

    init() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a.txt": "text", "a.coded": "cod"])
        let site = try Site.load(directory: directory.path)
        let text = try #require(site.resources[ResourcePath("a.txt")])
        let coded = try #require(site.resources[ResourcePath("a.coded")]).identity
        document = Document(
            mediaType: text.mediaType, identity: text.identity, siblings: [coded.asSibling(in: .gzip)])
    }

    private func value(_ name: String, of response: Response) -> String? {
        response.fields.first { $0.name == name }?.value
    }

    // RFC 9110 §12.5.5, §15.4.5: 304 has it too
    @Test(arguments: [.performed(.whole), .performed(.part(0..<2)), .notModified] as [Site.ResourceOutcome])
    func aResponseWithoutACodingVariesToo(outcome: Site.ResourceOutcome) {
        for representation in [document.identity, document.encoded[0]] {
            let selected = SelectedRepresentation(document: document, representation: representation)
            let response = Response(.resource(selected, outcome), to: .get, in: context)
            #expect(value("Vary", of: response) == "Accept-Encoding")
            #expect(value("ETag", of: response) == representation.entityTag?.text)
        }
    }

    // RFC 9110 §8.4, §14.1.2: ranges count the coded bytes
    @Test func aCodedResponseNamesItsCoding() {
        let selected = SelectedRepresentation(document: document, representation: document.encoded[0])
        let whole = Response(.resource(selected, .performed(.whole)), to: .get, in: context)
        #expect(value("Content-Encoding", of: whole) == "gzip")
        #expect(value("Content-Length", of: whole) == "3")
        let part = Response(.resource(selected, .performed(.part(1..<3))), to: .get, in: context)
        #expect(value("Content-Encoding", of: part) == "gzip")
        #expect(value("Content-Range", of: part) == "bytes 1-2/3")
        let notModified = Response(.resource(selected, .notModified), to: .get, in: context)
        #expect(value("Content-Encoding", of: notModified) == nil)
        let identity = SelectedRepresentation(document: document, representation: document.identity)
        #expect(
            value("Content-Encoding", of: Response(.resource(identity, .performed(.whole)), to: .get, in: context))
                == nil)
    }

    @Test func thePageHasItsCodingAndVaries() {
        let selected = SelectedRepresentation(document: document, representation: document.encoded[0])
        let page = Response(.page(selected), to: .get, in: context)
        #expect(value("Content-Encoding", of: page) == "gzip")
        #expect(value("Vary", of: page) == "Accept-Encoding")
        #expect(value("Content-Length", of: page) == "3")
        for name in ["ETag", "Last-Modified", "Accept-Ranges"] { #expect(value(name, of: page) == nil) }
    }
}
