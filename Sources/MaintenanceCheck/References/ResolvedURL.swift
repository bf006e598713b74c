internal import HTTP

/// The URL that references are resolved against: the URL of a document, or of a page's `base`.
struct BaseURL: Equatable, Sendable {
    /// The scheme and the host; nil for the scheme and host of the page.
    var host: Host?
    /// The path, which begins with a slash.
    var path: String
    var query: String?
    /// Whether it depends on the URL at which the page is shown.
    var dependsOnPage = false

    /// An example of a URL at which the page is shown.
    static let page = BaseURL(path: "/shop/cart", query: "x=1", dependsOnPage: true)

    /// The host of a URL, with the port if there is one.
    struct Host: Equatable, Sendable {
        let scheme: String
        /// The text that comes after the two slashes.
        let authority: String

        /// nil for a host name that no site can have.
        var name: HostName? {
            guard let end = authority.lastIndex(of: ":"), !authority.hasSuffix("]") else { return HostName(authority) }
            return HostName(String(authority[..<end]))
        }
    }
}

/// The target of a URL, by the URL Standard's parser on an `http` page (§4.4).
enum ResolvedURL: Equatable, Sendable {
    /// The document itself: the URL is empty or only a fragment.
    case sameDocument
    /// A path on the page's host, with the query, as browsers request it.
    case path(String, dependsOnPage: Bool)
    case host(BaseURL.Host, path: String)
    /// A scheme without a request to a web server, such as `data:` or `mailto:`.
    case otherScheme
    /// A URL that browsers do not request.
    case invalid

    init(_ url: String, against base: BaseURL) {
        switch URLParts(url) {
        case .none: self = .invalid
        case .otherScheme: self = .otherScheme
        case .host(let host, let rest):
            self = .host(host, path: ResolvedURL.target(rest.first == .slash ? rest : [.slash] + rest))
        case .relative(let rest):
            if rest.isEmpty || rest.first == .numberSign {
                self = .sameDocument
            } else if rest.first == .slash {
                self.init(host: base.host, target: ResolvedURL.target(rest), dependsOnPage: false)
            } else {
                // RFC 3986 §5.2.3: the reference replaces everything after the base's last slash.
                let end = base.path.utf8.lastIndex(of: .slash).map { base.path.utf8.index(after: $0) }
                let directory =
                    rest.first == .questionMark ? base.path : String(base.path[..<(end ?? base.path.startIndex)])
                let target = ResolvedURL.target(Array(directory.utf8) + rest)
                self.init(host: base.host, target: target, dependsOnPage: base.dependsOnPage)
            }
        }
    }

    private init(host: BaseURL.Host?, target: String, dependsOnPage: Bool) {
        if let host {
            self = .host(host, path: target)
        } else {
            self = .path(target, dependsOnPage: dependsOnPage)
        }
    }

    /// The path and the query of a URL without its fragment, with resolved dot segments, percent-encoded as in
    /// browsers.
    private static func target(_ url: [UInt8]) -> String {
        let url = url.prefix { $0 != .numberSign }
        let path = url.prefix { $0 != .questionMark }
        var segments: [[UInt8]] = []
        let parts = path.dropFirst().split(separator: .slash, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch dots(part) {
            case 1:
                if isLast { segments.append([]) }
            case 2:
                _ = segments.popLast()
                if isLast { segments.append([]) }
            default: segments.append(encoded(part, "\"<>`{|}^".utf8))
            }
        }
        let query = url.dropFirst(path.count)
        let target = segments.flatMap { [.slash] + $0 } + encoded(query, "\"<>'".utf8)
        return String(decoding: target, as: UTF8.self)
    }

    /// The number of dots in a dot segment, literal or percent-encoded; nil for any other segment.
    private static func dots(_ segment: ArraySlice<UInt8>) -> Int? {
        var (rest, count) = (segment, 0)
        while let first = rest.first {
            if first == .fullStop {
                rest = rest.dropFirst()
            } else if rest.count >= 3, rest.starts(with: "%2".utf8),
                rest[rest.startIndex + 2] | 0x20 == UInt8(ascii: "e")
            {
                rest = rest.dropFirst(3)
            } else {
                return nil
            }
            count += 1
            if count > 2 { return nil }
        }
        return count == 0 ? nil : count
    }

    private static func encoded(_ bytes: ArraySlice<UInt8>, _ others: String.UTF8View) -> [UInt8] {
        var encoded: [UInt8] = []
        for byte in bytes {
            if byte <= .space || byte >= 0x7F || others.contains(byte) {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%\(digits.utf8.count == 1 ? "0" : "")\(digits)".utf8
            } else {
                encoded.append(byte)
            }
        }
        return encoded
    }
}

/// The parts of a URL as it is written: scheme, host and the rest. Backslashes in the path count as slashes, as for
/// every special scheme such as `http`.
private enum URLParts {
    case relative([UInt8])
    case host(BaseURL.Host, rest: [UInt8])
    case otherScheme

    /// Returns nil for a URL that the parser rejects.
    init?(_ text: String) {
        let url = URLParts.stripped(text)
        let scheme = URLParts.scheme(of: url)
        guard scheme == nil || scheme == "http" || scheme == "https" else {
            self = .otherScheme
            return
        }
        let rest = URLParts.withSlashes(url.dropFirst(scheme.map { $0.utf8.count + 1 } ?? 0))
        // `http:x` is relative on an `http` page. The scheme of the page is not known here.
        guard rest.starts(with: [.slash, .slash]) else {
            self = .relative(rest)
            return
        }
        let afterSlashes = rest.drop { $0 == .slash }
        let authority = afterSlashes.prefix { $0 != .slash && $0 != .questionMark && $0 != .numberSign }
        let host = authority.lastIndex(of: .at).map { authority[($0 + 1)...] } ?? authority
        let isForbidden = host.contains { $0 <= .space || "<>^|\\\"`{}".utf8.contains($0) }
        let isUnclosed = host.first == .leftBracket && !host.contains(UInt8(ascii: "]"))
        guard !host.isEmpty, !isForbidden, !isUnclosed else { return nil }
        self = .host(
            BaseURL.Host(scheme: scheme ?? "", authority: host.asciiLowercasedText),
            rest: Array(afterSlashes.dropFirst(authority.count)))
    }

    /// The URL parser removes C0 controls and spaces at both ends of the URL, and tabs and newlines anywhere in it.
    private static func stripped(_ url: String) -> [UInt8] {
        var url = url.utf8.drop { $0 <= .space }
        while let last = url.last, last <= .space { url.removeLast() }
        return url.filter { $0 != .tab && $0 != .lineFeed && $0 != .carriageReturn }
    }

    /// URL Standard, scheme start state and scheme state.
    private static func scheme(of url: [UInt8]) -> String? {
        guard let first = url.first, first.isASCIILetter else { return nil }
        let scheme = url.prefix { $0.isASCIIAlphanumeric || $0 == .plus || $0 == .hyphen || $0 == .fullStop }
        return url.dropFirst(scheme.count).first == .colon ? scheme.asciiLowercasedText : nil
    }

    private static func withSlashes(_ url: ArraySlice<UInt8>) -> [UInt8] {
        let path = url.prefix { $0 != .questionMark && $0 != .numberSign }
        return path.map { $0 == .backslash ? .slash : $0 } + url.dropFirst(path.count)
    }
}

extension BaseURL {
    /// The base that results from a `base` element (HTML §4.2.3); nil if browsers ignore the element.
    func applying(_ href: String) -> BaseURL? {
        switch ResolvedURL(href, against: self) {
        case .sameDocument: self
        case .path(let target, let dependsOnPage): BaseURL(target: target, host: nil, dependsOnPage: dependsOnPage)
        case .host(let host, let path): BaseURL(target: path, host: host, dependsOnPage: false)
        case .otherScheme, .invalid: nil
        }
    }

    private init(target: String, host: Host?, dependsOnPage: Bool) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(
            host: host, path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : nil,
            dependsOnPage: dependsOnPage)
    }
}
