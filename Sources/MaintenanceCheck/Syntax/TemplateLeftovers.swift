internal import HTTP

/// Placeholders and commands of template languages, such as `{{ title }}`. The server sends them as they are.
enum TemplateLeftovers {
    /// The most bytes of a placeholder that are shown.
    private static let lengthLimit = 60
    /// The longest placeholder. Anything longer is text between two unrelated signs.
    private static let extentLimit = 4096

    /// Finds placeholders in a page outside of the given ranges. Each list is in ascending order.
    static func scan(_ html: [UInt8], without first: [Range<Int>], _ second: [Range<Int>]) -> [HTMLDeclaration] {
        let excluded = (first + second).sorted { $0.lowerBound < $1.lowerBound }
        var next = excluded[...]
        var cursor = ByteCursor(html)
        var lines = LineCounter(html)
        var found: [HTMLDeclaration] = []
        var closings = Closings()
        while !cursor.isAtEnd {
            cursor.skip {
                $0 != .leftBrace && $0 != .lessThan && $0 != .percent && $0 != .dollar && $0 != .numberSign
            }
            while let range = next.first, range.upperBound <= cursor.offset { next = next.dropFirst() }
            // A comment such as `<!--#include -->` is a command for a server.
            if let range = next.first, range.contains(cursor.offset), !cursor.isAt("<!--#") {
                cursor.advance(by: range.upperBound - cursor.offset)
            } else if let text = take(&cursor, &closings) {
                found.append(HTMLDeclaration(value: text.value, line: lines.line(at: text.offset)))
            } else {
                cursor.advance()
            }
        }
        return found
    }

    /// The first placeholder in a separate text, such as a URL; nil if it has none.
    static func first(in text: String) -> String? {
        guard text.utf8.contains(where: { "{<%$#".utf8.contains($0) }) else { return nil }
        return scan(Array(text.utf8), without: [], []).first?.value
    }

    private static func take(_ cursor: inout ByteCursor, _ closings: inout Closings) -> (value: String, offset: Int)? {
        let start = cursor.offset
        for (opening, closing) in pairs where cursor.isAt(opening) {
            var ahead = cursor
            ahead.advance(by: opening.utf8.count)
            let end = closings.next(closing, from: ahead)
            // A PHP program may extend to the end of its file.
            guard let end = end ?? (opening.hasPrefix("<?p") ? cursor.bytes.count : nil), end - start <= extentLimit
            else {
                return nil
            }
            return take(&cursor, to: end)
        }
        return takeVariable(&cursor)
    }

    private static let pairs = [
        ("{{", "}}"), ("{%", "%}"), ("{# ", "#}"), ("<%", "%>"), ("<?php", "?>"), ("<?=", "?>"), ("<? ", "?>"),
        ("<!--#", "-->"), ("<#", ">"),
    ]

    /// The next position of each closing sign. Each sign is searched for once per byte, however many opening signs are
    /// unclosed.
    private struct Closings {
        private var ends: [String: Int] = [:]

        mutating func next(_ closing: String, from cursor: ByteCursor) -> Int? {
            if let end = ends[closing], end >= cursor.offset { return end == Int.max ? nil : end }
            var ahead = cursor
            while !ahead.isAtEnd, !ahead.isAt(closing) { ahead.advance() }
            ends[closing] = ahead.skip(closing) ? ahead.offset : Int.max
            return ends[closing].flatMap { $0 == Int.max ? nil : $0 }
        }
    }

    /// `%PUBLIC_URL%` or `${title}`. `%C3%A9` is percent-encoding.
    private static func takeVariable(_ cursor: inout ByteCursor) -> (value: String, offset: Int)? {
        var ahead = cursor
        if ahead.skip("${") || ahead.skip("#{") {
            let name = ahead.take { $0.isASCIIAlphanumeric || $0 == .underscore || $0 == .fullStop }
            guard name.first?.isASCIILetter == true, ahead.skip("}") else { return nil }
        } else {
            guard ahead.skip("%") else { return nil }
            let name = ahead.take { $0 == .underscore || $0.isASCIIDigit || $0.isASCIILetter && $0 == $0 & ~0x20 }
            let isEncoding = name.prefix(2).allSatisfy { $0.hexDigitValue != nil }
            guard name.count >= (isEncoding ? 4 : 3), name.first?.isASCIILetter == true, ahead.skip("%") else {
                return nil
            }
        }
        return take(&cursor, to: ahead.offset)
    }

    private static func take(_ cursor: inout ByteCursor, to end: Int) -> (value: String, offset: Int) {
        let start = cursor.offset
        cursor.advance(by: end - start)
        let text = cursor.bytes[start..<end]
        let line = text.prefix(lengthLimit).prefix { $0 != .lineFeed && $0 != .carriageReturn }
        return (String(decoding: line, as: UTF8.self) + (line.count < text.count ? "…" : ""), start)
    }
}
