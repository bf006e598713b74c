internal import TestSupport

/// A visitor's upload of 20 MB.
enum Upload: CaseIterable {
    /// With a Content-Length, sent to its end or as far as it is taken.
    case length
    /// In chunks, likewise.
    case chunks
    /// With Expect: 100-continue, so that it is sent only if it is asked for.
    case expectation

    private static let size = 20_000_000
    private static let part = [UInt8](repeating: 0x78, count: 50_000)

    private var fields: String {
        switch self {
        case .length: "Content-Length: \(Upload.size)"
        case .chunks: "Transfer-Encoding: chunked"
        case .expectation: "Content-Length: \(Upload.size)\r\nExpect: 100-continue"
        }
    }

    /// Sends the upload, and returns what became of it.
    func send(to port: UInt16) -> Outcome {
        do {
            let client = try RawClient(port: port)
            try client.send("POST /shop/photos HTTP/1.1\r\nHost: shop.example\r\n\(fields)\r\n\r\n")
            if self == .expectation {
                let response = try client.receiveResponse()
                if response.status != 100 { return Outcome(response, to: "/shop/photos") }
            }
            sendContent(by: client)
            return Outcome(try client.receiveResponse(), to: "/shop/photos")
        } catch {
            return .failed("\(error)")
        }
    }

    private func sendContent(by client: RawClient) {
        do {
            for _ in 0..<(Upload.size / Upload.part.count) {
                if self == .chunks { try client.send("\(String(Upload.part.count, radix: 16))\r\n") }
                try client.send(Upload.part)
                if self == .chunks { try client.send("\r\n") }
            }
            if self == .chunks { try client.send("0\r\n\r\n") }
        } catch {
            // HAProxy takes no more: the answer is there.
        }
    }
}
