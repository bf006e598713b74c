internal import Foundation

/// A response as it was received.
package struct RawResponse: Sendable {
    /// The connection ended within a response, or before one.
    package struct Incomplete: Error {
        package let bytes: [UInt8]
    }

    package let statusLine: String
    /// In order, with names as they were received.
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]
    /// Its length in bytes.
    package let length: Int

    package var status: Int { Int(statusLine.split(separator: " ").dropFirst().first ?? "") ?? 0 }
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of the only field with that name; nil if no field or several fields have it.
    package subscript(name: String) -> String? {
        let found = fields.filter { $0.name.lowercased() == name.lowercased() }
        return found.count == 1 ? found[0].value : nil
    }

    /// Reads the first response in the bytes; nil if it is incomplete.
    package init?(_ bytes: [UInt8], toHead: Bool = false) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        statusLine = head[0]
        fields = head.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(parts[0]), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
        }
        let contentLength = fields.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) }
        let wanted = toHead ? 0 : contentLength ?? 0
        length = end.upperBound + wanted
        guard bytes.count >= length else { return nil }
        body = Array(bytes[end.upperBound..<length])
    }
}
