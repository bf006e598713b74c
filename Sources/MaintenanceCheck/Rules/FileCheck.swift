internal import HTTP
internal import MaintenanceSite

/// Checks a file's encoding and syntax, and the charset and language that a page declares.
enum FileCheck {
    typealias Report = (_ problem: Problem, _ line: Int?) -> Void

    /// Decodes a file as browsers do.
    static func text(of bytes: [UInt8], isPage: Bool, report: Report) -> [UInt8] {
        let encoding = TextEncoding(of: bytes)
        switch encoding {
        case .utf16: report(.utf16, nil)
        case .other(let line): report(.notUTF8, line)
        case .utf8:
            if isPage, let offset = bytes.firstIndex(of: 0) {
                var lines = LineCounter(bytes)
                report(.nulBytes, lines.line(at: offset))
            }
        }
        return encoding.decode(bytes)
    }

    static func checkJSON(_ text: [UInt8], report: Report) {
        if let line = JSONSyntax.lineOfFault(in: text) { report(.invalidJSON, line) }
    }

    static func checkXML(_ text: [UInt8], report: Report) {
        if let line = XMLSyntax.lineOfFault(in: text) { report(.invalidXML, line) }
    }

    static func checkDrawing(_ text: [UInt8], report: Report) {
        if let line = XMLSyntax.lineOfFault(in: text) {
            report(.invalidXML, line)
        } else if !XMLSyntax.isDrawing(text) {
            report(.noDrawing, nil)
        }
    }

    /// `named` is the language in the file's name.
    static func checkPage(_ scan: HTMLScan, named: LanguageTag?, report: Report) {
        if let charset = scan.charset, !["utf-8", "utf8"].contains(charset.value.lowercased()) {
            report(.otherCharset(charset.value), charset.line)
        }
        if let declared = scan.language, let said = LanguageTag(declared.value), let named,
            said.lookUp(in: [named]) == nil, named.lookUp(in: [said]) == nil
        {
            report(.otherLanguage(declared.value, than: named), declared.line)
        }
        for value in scan.values { report(.dataReference(value.value), value.line) }
    }
}
