internal import TestSupport

/// What a server did on a connection, in order.
package struct Conduct {
    package let steps: [Step]
    private let bytes: [UInt8]

    /// Sends the bytes on a connection of their own, and notes what comes until it ends.
    ///
    /// Like any client that is told of the connection's end, it sends no more then. Patience, in whole milliseconds, is
    /// how long nothing may come.
    package init(of port: UInt16, to request: [UInt8], isToHead: Bool, patience: Duration) throws {
        let client = try RawClient(port: port, patience: patience)
        // A server may have enough, and close, before it has all.
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
