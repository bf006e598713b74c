internal import TestSupport

/// The steps of a server on a connection, in order.
package struct Conduct {
    package let steps: [Step]
    private let bytes: [UInt8]

    /// Sends the bytes on a separate connection, and records the result until the connection ends.
    ///
    /// The client stops sending once an answer announces the end of the connection. `patience`, in whole milliseconds,
    /// limits the time without a byte.
    package init(of port: UInt16, to request: [UInt8], isToHead: Bool, patience: Duration) throws {
        let client = try RawClient(port: port, patience: patience)
        // A server may close the connection before it has received everything.
        try? client.send(request)
        var bytes: [UInt8] = []
        var end: Step?
        while end == nil {
            do {
                let more = try client.receive()
                bytes += more
                let announcesEnd = Answers(in: bytes, isToHead: isToHead).announceEnd
                if announcesEnd { client.endSending() }
                if more.isEmpty { end = announcesEnd ? .closed : .cut }
            } catch let failure as RawClient.Failure where failure.isForLackOfPatience {
                end = .silent
            } catch {
                end = Answers(in: bytes, isToHead: isToHead).announceEnd ? .closed : .cut
            }
        }
        self.bytes = bytes
        steps = Answers(in: bytes, isToHead: isToHead).steps + (end.map { [$0] } ?? [])
    }
}

extension Conduct: CustomStringConvertible {
    package var description: String {
        "\(steps.map { "\($0)" }), from \(String(decoding: bytes.prefix(2000), as: UTF8.self).debugDescription)"
    }
}
