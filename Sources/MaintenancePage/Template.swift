internal import System

/// A text with placeholders such as `{{name}}`.
struct Template {
    /// A placeholder without a value, or a value without a placeholder.
    enum Mismatch: Error, Equatable {
        case missing(String)
        case unknown(String)
    }

    private enum Segment {
        case text(Substring)
        case placeholder(Substring)
    }

    private let segments: [Segment]

    init(_ text: String) {
        var segments: [Segment] = []
        var rest = text[...]
        while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
            segments.append(.text(rest[..<start.lowerBound]))
            segments.append(.placeholder(rest[start.upperBound..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        segments.append(.text(rest))
        self.segments = segments
    }

    /// Replaces the placeholders with values. Each placeholder needs a value, and each value a placeholder.
    func filled(with values: [String: String]) throws(Mismatch) -> String {
        var unused = Set(values.keys)
        var result = ""
        for segment in segments {
            switch segment {
            case .text(let text): result += text
            case .placeholder(let name):
                guard let value = values[String(name)] else { throw .missing(String(name)) }
                unused.remove(String(name))
                result += value
            }
        }
        if let name = unused.min() { throw .unknown(name) }
        return result
    }
}
