import Foundation

/// Listens on a free port of 127.0.0.1 and gives one client a fixed answer; without one it keeps the client waiting.
final class AnsweringListener: Sendable {
    let port: UInt16
    private let listener: CInt

    init(_ answer: String?) throws {
        listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, length)
                listen(listener, 1)
                getsockname(listener, $0, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard let answer else { return }
        Thread.detachNewThread {
            let client = accept(listener, nil, nil)
            var request = [UInt8](repeating: 0, count: 4096)
            recv(client, &request, request.count, 0)
            send(client, answer, answer.utf8.count, CInt(MSG_NOSIGNAL))
            close(client)
        }
    }

    deinit {
        close(listener)
    }
}
