/// How a file of the page is encoded; it goes out as UTF-8, whatever it is.
enum PageEncoding: Equatable {
    case utf8
    case utf16
    /// Something else, in which the first line that is not UTF-8 has that number.
    case other(line: Int)

    init(of bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            self = .utf16
            return
        }
        // The byte that ends a line is part of no other character.
        let lines = bytes.split(separator: .lineFeed, omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        self = bad.map { .other(line: $0 + 1) } ?? .utf8
    }
}
