package import HTTP
internal import System

/// A text of the operator for visitors, in one language.
package struct Note: Equatable, Sendable {
    /// nil for the default note, which visitors see if no note is in their language.
    package let language: LanguageTag?
    package let text: String
    /// When the text was last changed.
    package let changed: HTTPDate

    package init(language: LanguageTag? = nil, text: String, changed: HTTPDate) {
        self.language = language
        self.text = text
        self.changed = changed
    }
}

extension Note {
    /// The most bytes in UTF-8. With them the page still fits into the first segments of a connection.
    package static let largest = 2000

    /// The reason why a text cannot be a note. The description follows the name of the file or option.
    package enum Invalid: Error, Equatable, CustomStringConvertible {
        case tooLarge(Int)
        case notUTF8
        case controlCharacters

        package var description: String {
            switch self {
            case .tooLarge(let size): "it has \(size) bytes, and a note may have \(largest)"
            case .notUTF8: "it is not text in UTF-8"
            case .controlCharacters: "it contains control characters, and a note is plain text"
            }
        }
    }

    /// Reads the text of a note, without a byte order mark or blanks at its ends, and with line feeds as line ends. The
    /// result is empty for a file without text.
    package static func text(of bytes: [UInt8]) throws(Invalid) -> String {
        guard bytes.count <= largest else { throw .tooLarge(bytes.count) }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        let text = decoded.replacing("\u{FEFF}", with: "").replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        let isControl = { (scalar: Unicode.Scalar) in
            scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
        }
        guard !text.unicodeScalars.contains(where: isControl) else { throw .controlCharacters }
        let start = text.drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}

extension String {
    /// The text as HTML, in which each HTTP URL is a link. `return.js` finds the same links.
    var linkedMarkup: String {
        var result = ""
        var rest = self[...]
        while let url = rest.firstURL {
            let text = String(rest[url]).escapedForMarkup
            result += String(rest[..<url.lowerBound]).escapedForMarkup + "<a href=\"\(text)\">\(text)</a>"
            rest = rest[url.upperBound...]
        }
        return result + String(rest).escapedForMarkup
    }
}

extension Substring {
    /// The range of the first HTTP URL. The punctuation after it belongs to the sentence.
    fileprivate var firstURL: Range<Index>? {
        var rest = self
        while let scheme = rest.firstRange(of: "http") {
            rest = rest[scheme.upperBound...]
            guard let slashes = ["s://", "://"].first(where: rest.hasPrefix) else { continue }
            let address = rest.dropFirst(slashes.count).prefix { !$0.isWhitespace && !"<>\"".contains($0) }
            if let last = address.lastIndex(where: { !".,;:!?)]'’”»".contains($0) }) {
                return scheme.lowerBound..<index(after: last)
            }
        }
        return nil
    }
}

extension String {
    /// The text as character data, or as the value of an attribute, in HTML and XML.
    package var escapedForMarkup: String {
        var result = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
