import HTTP
import Testing

@testable import MaintenanceSite

@Suite struct EncodingNegotiationTests {
    private func document(_ codings: [ContentCoding]) -> Document {
        func representation(_ coding: ContentCoding?) -> Representation {
            Representation(coding: coding, inMemory: Bytes(capacity: 0) { _ in 0 })
        }
        return Document(
            mediaType: "text/css", identity: representation(nil), siblings: codings.map { representation($0) })
    }

    @Test(
        arguments: [
            // RFC 9110 §12.5.3: a client without the field accepts any coding, but old clients know none
            (nil, nil),
            ("", nil),
            ("gzip", .gzip),
            ("gzip, deflate, br", .brotli),
            ("zstd, *;q=0", nil),
            ("identity, gzip;q=0.9", nil),
            ("identity;q=0", nil),
        ] as [(String?, ContentCoding?)])
    func aClientGetsACodingThatItAccepts(value: String?, coding: ContentCoding?) {
        let request = RequestHead("GET", "/", fields: value.map { [("Accept-Encoding", $0)] } ?? [])
        #expect(document([.brotli, .gzip]).representation(for: request).coding == coding)
        #expect(document([]).representation(for: request).coding == nil)
    }
}
