/// A word of a line.
struct Word: Hashable, Sendable {
    /// The word as HAProxy reads it: without quotes and escapes, and with the values of variables. A variable that is not set stays as
    /// it is written.
    let text: String
    /// The word in the spelling of the file.
    let source: String
}

/// The environment variables that lines may use.
package struct Variables: Sendable {
    /// nil for a variable that `unsetenv` has removed.
    private var changed: [String: String?] = [:]
    private let outer: @Sendable (String) -> String?

    /// Takes a function that returns a variable's value, such as that of a process.
    package init(_ outer: @escaping @Sendable (String) -> String? = { _ in nil }) {
        self.outer = outer
    }

    subscript(name: String) -> String? {
        get { changed[name] ?? outer(name) }
        set { changed.updateValue(newValue, forKey: name) }
    }

    /// Applies a line of `global` that sets variables.
    mutating func apply(_ directive: Directive) {
        let arguments = directive.arguments
        switch (directive.keyword, arguments.count) {
        case ("setenv", 2...): self[arguments[0]] = arguments[1]
        case ("presetenv", 2...): self[arguments[0]] = self[arguments[0]] ?? arguments[1]
        case ("unsetenv", _): for name in arguments { self[name] = nil }
        default: break
        }
    }
}

/// The words of a line, by the rules of HAProxy's configuration manual, section 2.2: comments, escapes, quotes and variables.
struct LineWords {
    /// The reason why a line cannot be divided into words.
    enum Fault: Error, Equatable {
        case openQuote
        case malformedEscape
        case malformedVariable
        /// HAProxy has no lines that continue on the next one.
        case continuedLine
    }

    private enum Quote {
        case none
        /// Single quotes: everything is literal.
        case strong
        /// Double quotes: escapes and variables are read.
        case weak
    }

    private let bytes: ArraySlice<UInt8>
    private let variables: Variables
    private var index: Int
    private var quote = Quote.none
    /// The word so far; nil between words.
    private var word: [UInt8]?
    private var wordStart = 0
    private var words: [Word] = []

    static func read(_ line: ArraySlice<UInt8>, variables: Variables) throws(Fault) -> [Word] {
        var reader = LineWords(bytes: line, variables: variables, index: line.startIndex)
        try reader.readAll()
        return reader.words
    }

    private init(bytes: ArraySlice<UInt8>, variables: Variables, index: Int) {
        self.bytes = bytes
        self.variables = variables
        self.index = index
    }

    private mutating func readAll() throws(Fault) {
        while let byte = current {
            switch (byte, quote) {
            case (UInt8(ascii: "'"), .none): setQuote(.strong)
            case (UInt8(ascii: "'"), .strong): setQuote(.none)
            case (UInt8(ascii: "\""), .none): setQuote(.weak)
            case (UInt8(ascii: "\""), .weak): setQuote(.none)
            case (UInt8(ascii: "\\"), .none), (UInt8(ascii: "\\"), .weak): try readEscape()
            case (UInt8(ascii: "$"), .weak): try readVariable()
            case (UInt8(ascii: "#"), .none):
                endWord()
                return
            case (UInt8(ascii: " "), .none), (UInt8(ascii: "\t"), .none), (UInt8(ascii: "\r"), .none):
                endWord()
                index += 1
            default: append([byte])
            }
        }
        guard quote == .none else { throw .openQuote }
        endWord()
    }

    private var current: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    private mutating func setQuote(_ new: Quote) {
        quote = new
        append([], skipping: 1)
    }

    private mutating func append(_ text: some Sequence<UInt8>, skipping count: Int = 1) {
        if word == nil { wordStart = index }
        word = (word ?? []) + text
        index += count
    }

    private mutating func endWord() {
        guard let word else { return }
        words.append(Word(text: String(decoding: word, as: UTF8.self), source: source))
        self.word = nil
    }

    private var source: String { String(decoding: bytes[wordStart..<index], as: UTF8.self) }

    private mutating func readEscape() throws(Fault) {
        guard index + 1 < bytes.endIndex, bytes[(index + 1)...] != [UInt8(ascii: "\r")] else { throw .continuedLine }
        let next = bytes[index + 1]
        switch next {
        case UInt8(ascii: "n"): append([UInt8(ascii: "\n")], skipping: 2)
        case UInt8(ascii: "r"): append([UInt8(ascii: "\r")], skipping: 2)
        case UInt8(ascii: "t"): append([UInt8(ascii: "\t")], skipping: 2)
        case UInt8(ascii: "x"):
            let digits = bytes[(index + 2)...].prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                throw .malformedEscape
            }
            append([value], skipping: 4)
        case _ where " \\#\"'$".utf8.contains(next): append([next], skipping: 2)
        // HAProxy keeps other backslashes, such as those of regular expressions.
        default: append([UInt8(ascii: "\\")])
        }
    }

    /// `$NAME`, `${NAME}`, `${NAME-default}`, or `${NAME[*]}`, whose value is several words. HAProxy's own variables, such as
    /// `${.LINE}`, begin with a dot.
    private mutating func readVariable() throws(Fault) {
        let isBraced = index + 1 < bytes.endIndex && bytes[index + 1] == UInt8(ascii: "{")
        let start = index + (isBraced ? 2 : 1)
        let hasDot = bytes[start...].first == UInt8(ascii: ".")
        let letters = bytes[(hasDot ? start + 1 : start)...].prefix {
            $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_")
        }
        guard !letters.isEmpty else { throw .malformedVariable }
        let name = bytes[start..<letters.endIndex]
        var rest = bytes[name.endIndex...]
        let isList = isBraced && rest.starts(with: "[*]".utf8)
        if isList { rest = rest.dropFirst(3) }
        var standard: ArraySlice<UInt8>?
        if isBraced {
            guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { throw .malformedVariable }
            if rest.first == UInt8(ascii: "-") {
                standard = rest[(rest.startIndex + 1)..<end]
            } else if end != rest.startIndex {
                throw .malformedVariable
            }
            rest = bytes[(end + 1)...]
        }
        let written = bytes[index..<rest.startIndex]
        let set = variables[String(decoding: name, as: UTF8.self)].map { Array($0.utf8)[...] }
        let value = set ?? standard ?? written
        guard isList else { return append(value, skipping: written.count) }
        let parts = value.split(separator: UInt8(ascii: " "))
        append(parts.first ?? [], skipping: written.count)
        for part in parts.dropFirst() {
            words.append(Word(text: String(decoding: word ?? [], as: UTF8.self), source: ""))
            word = Array(part)
        }
    }
}

extension LineWords.Fault: CustomStringConvertible {
    var description: String {
        switch self {
        case .openQuote: "a quote is not closed"
        case .malformedEscape: "an escape is malformed"
        case .malformedVariable: "a variable is malformed"
        case .continuedLine: "it ends in a backslash, and HAProxy has no lines that continue on the next one"
        }
    }
}

extension UInt8 {
    fileprivate var isASCIIAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
