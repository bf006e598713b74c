internal import HTTP

/// The URLs of module names in a page's import maps (HTML §8.1.6.3), without those of scopes.
struct ImportMap: Equatable, Sendable {
    private var urls: [String: String] = [:]
    /// The base of the URLs.
    var base = BaseURL.page

    /// The URL of a name, or of a name with a mapped prefix that ends with a slash; nil if the name is not mapped.
    func url(of name: String) -> String? {
        if urls.isEmpty { return nil }
        if let url = urls[name] { return url }
        let prefixes = urls.keys.filter { $0.hasSuffix("/") && name.hasPrefix($0) }
        guard let longest = prefixes.max(by: { $0.utf8.count < $1.utf8.count }), let url = urls[longest] else {
            return nil
        }
        return url + name.dropFirst(longest.count)
    }

    /// Adds the names of another map that this map does not have.
    mutating func add(_ json: ArraySlice<UInt8>) {
        // Browsers ignore a map that is not JSON.
        guard JSONSyntax.lineOfFault(in: Array(json)) == nil else { return }
        var cursor = ByteCursor(Array(json))
        var depth = 0
        var key: String?
        var isInImports = false
        while let byte = cursor.current {
            switch byte {
            case .doubleQuote:
                let text = ImportMap.takeString(&cursor)
                guard let name = key else {
                    key = text
                    continue
                }
                if isInImports, depth == 2, urls[name] == nil { urls[name] = text }
                key = nil
                continue
            case .leftBrace:
                depth += 1
                if depth == 2 { isInImports = key == "imports" }
                key = nil
            case .rightBrace: depth -= 1
            case .comma: key = nil
            default: break
            }
            cursor.advance()
        }
    }

    /// A string of JSON. In names and URLs an escape only ever stands for the character after it.
    private static func takeString(_ cursor: inout ByteCursor) -> String {
        var text: [UInt8] = []
        cursor.advance()
        while let byte = cursor.current, byte != .doubleQuote {
            if byte == .backslash { cursor.advance() }
            if let byte = cursor.current { text.append(byte) }
            cursor.advance()
        }
        cursor.advance()
        return String(decoding: text, as: UTF8.self)
    }
}
