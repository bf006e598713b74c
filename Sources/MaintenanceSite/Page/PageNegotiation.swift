package import HTTP

extension Page {
    /// The variant that suits a request best (RFC 9110 §12.1): first in format, then in language.
    ///
    /// HTML goes to whoever does not ask for something else more than for HTML: nobody can tell a browser that accepts
    /// anything from a program that does. Where no language is wanted that is there, it is the variant without a language
    /// in its name.
    package func variant(for request: RequestHead) -> Variant {
        guard variants.count > 1 else { return variants[0] }
        let format = format(for: request)
        let candidates = variants.lazy.filter { $0.format == format }
        let wanted = AcceptLanguage(request)?.lookUp(in: candidates.compactMap(\.language))
        return wanted.flatMap { wanted in candidates.first { $0.language == wanted } } ?? candidates.first
            ?? variants[0]
    }

    private func format(for request: RequestHead) -> PageFormat {
        guard formats.count > 1, let accepted = Accept(request) else { return .html }
        var best = (format: PageFormat.html, preference: accepted.preference(for: .html))
        for format in formats.dropFirst() {
            guard let preference = accepted.preference(for: format) else { continue }
            if best.preference.map({ $0 < preference }) ?? true { best = (format, preference) }
        }
        return best.format
    }
}

extension Accept {
    fileprivate func preference(for format: PageFormat) -> Preference? {
        format.mediaTypes.compactMap { preference(for: $0) }.max()
    }
}
