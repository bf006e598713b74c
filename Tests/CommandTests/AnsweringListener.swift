import Foundation
import TestSupport

/// Listens on a free port of 127.0.0.1, and gives one client a fixed answer. Without an answer it keeps the client
/// waiting.
final class AnsweringListener: Sendable {
    private let listener: LoopbackSocket

    var port: UInt16 { listener.port }

    init(_ answer: String?) throws {
        listener = try LoopbackSocket()
        try listener.listen()
        guard let answer else { return }
        Thread.detachNewThread { [listener] in
            guard let client = listener.accept() else { return }
            var request = [UInt8](repeating: 0, count: 4096)
            recv(client, &request, request.count, 0)
            send(client, answer, answer.utf8.count, CInt(MSG_NOSIGNAL))
            close(client)
        }
    }
}
