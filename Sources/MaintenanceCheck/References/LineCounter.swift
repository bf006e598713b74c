/// Turns ascending offsets into line numbers in one pass.
struct LineCounter {
    private let bytes: [UInt8]
    private var offset = 0
    private var line: Int

    init(_ bytes: [UInt8], firstLine: Int = 1) {
        self.bytes = bytes
        self.line = firstLine
    }

    /// The line of an offset that is not before the last one asked for.
    mutating func line(at target: Int) -> Int {
        while offset < target {
            if endsLine(at: offset) {
                line += 1
            }
            offset += 1
        }
        return line
    }

    /// A line ends with LF, CR LF or CR.
    private func endsLine(at offset: Int) -> Bool {
        switch bytes[offset] {
        case .lineFeed: true
        case .carriageReturn: offset + 1 == bytes.count || bytes[offset + 1] != .lineFeed
        default: false
        }
    }
}
