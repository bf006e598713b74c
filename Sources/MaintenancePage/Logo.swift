internal import MaintenanceSite
internal import System

/// A picture within the page, as a `data:` URL that needs no request.
package struct Logo: Equatable, Sendable {
    /// The most bytes that it takes of the compressed page. With them the page still fits into the first ten segments
    /// of a connection (RFC 6928).
    static let largest = 4000
    private static let largestFile = 64 << 10

    let dataURL: String

    package init(file path: String) throws(InvalidBranding) {
        let file: [UInt8]
        do {
            file = try readFile(path, atMost: Logo.largestFile + 1)
        } catch {
            throw InvalidBranding(description: "it cannot be read: \(error)")
        }
        guard file.count <= Logo.largestFile else {
            throw InvalidBranding(description: "a logo has at most \(Logo.largestFile) bytes")
        }
        try self.init(file)
    }

    /// Takes the contents of an SVG or a PNG file.
    init(_ file: [UInt8]) throws(InvalidBranding) {
        if file.starts(with: [0x89] + "PNG\r\n\u{1A}\n".utf8) {
            dataURL = "data:image/png;base64," + Logo.base64(file)
        } else if let text = String(validating: file, as: UTF8.self), text.contains("<svg") {
            dataURL = "data:image/svg+xml," + Logo.percentEncoded(text)
        } else {
            throw InvalidBranding(description: "a logo is an SVG or a PNG file")
        }
        let size = compressedSize(of: dataURL)
        guard size <= Logo.largest else {
            throw InvalidBranding(
                description: "it takes \(size) bytes of the compressed page, and may take \(Logo.largest)")
        }
    }

    /// A URL for an attribute in double quotes. It compresses better than base64.
    private static func percentEncoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "<"),
                UInt8(ascii: ">"), 0...0x1F, 0x7F...:
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            default: result.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return result
    }

    /// RFC 4648 §4.
    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for index in 0..<4 {
                result.append(index <= group.count ? digits[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
