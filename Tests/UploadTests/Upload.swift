internal import Glibc
internal import TestSupport

/// A visitor's upload.
struct Upload: Sendable {
    enum Framing: String, CaseIterable {
        /// With a Content-Length.
        case length = "Content-Length"
        case chunks = "chunked"
        /// With Expect: 100-continue, so that the body is sent only after an invitation.
        case expectation = "Expect"
    }

    let framing: Framing
    /// The size of the body in bytes.
    let size: Int
    /// The rate in bytes a second; nil without a limit.
    var rate: Int?

    private static let target = "/shop/photos"

    /// Sends the upload before reading the reply, and returns the outcome. If the body need not be received completely,
    /// a failed send only ends the sending.
    func send(to port: UInt16, mustBeTaken: Bool) -> Outcome {
        do {
            let client = try RawClient(port: port, patience: .seconds(60))
            try client.send("POST \(Upload.target) HTTP/1.1\r\nHost: shop.example\r\n\(fields)\r\n\r\n")
            var received: [UInt8] = []
            if framing == .expectation {
                repeat { received += try client.receive() } while RawResponse(received) == nil
                guard let response = RawResponse(received), response.status == 100 else {
                    return Outcome(try client.receiveResponse(after: received), to: Upload.target)
                }
                // The reply may have arrived with it.
                received.removeFirst(response.length)
            }
            do {
                try sendBody(by: client)
            } catch  where !mustBeTaken {
                // The proxy has the reply, and accepts no more bytes.
            }
            return Outcome(try client.receiveResponse(after: received), to: Upload.target)
        } catch {
            return .failed("\(error)")
        }
    }

    private var fields: String {
        switch framing {
        case .length: "Content-Length: \(size)"
        case .chunks: "Transfer-Encoding: chunked"
        case .expectation: "Content-Length: \(size)\r\nExpect: 100-continue"
        }
    }

    private func sendBody(by client: RawClient) throws {
        // The bytes of a tenth of a second, if there is a rate.
        let partSize = rate.map { $0 / 10 } ?? 50_000
        let part = [UInt8](repeating: UInt8(ascii: "x"), count: partSize)
        let start = ContinuousClock.now
        for position in stride(from: 0, to: size, by: partSize) {
            if let rate { sleep(until: start + .seconds(1) * position / rate) }
            let bytes = size - position < partSize ? Array(part.prefix(size - position)) : part
            if framing == .chunks { try client.send("\(String(bytes.count, radix: 16))\r\n") }
            try client.send(bytes)
            if framing == .chunks { try client.send("\r\n") }
        }
        if framing == .chunks { try client.send("0\r\n\r\n") }
    }

    private func sleep(until time: ContinuousClock.Instant) {
        let rest = time - .now
        if rest > .zero { usleep(UInt32(rest / .microseconds(1))) }
    }
}

extension Upload: CustomStringConvertible {
    var description: String {
        "\(size / 1_000_000) MB, \(framing.rawValue)\(rate.map { ", \($0 / 1000) kB/s" } ?? "")"
    }
}
