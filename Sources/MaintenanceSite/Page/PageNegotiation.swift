package import HTTP

extension Page {
    /// The variant that suits a request best (RFC 9110 §12.1): first in format, then in language.
    ///
    /// HTML goes to whoever does not ask for something else more than for HTML: nobody can tell a browser that accepts
    /// anything from a program that does. Where no language is wanted that is there, it is the variant without a language
    /// in its name.
    package func variant(for request: RequestHead) -> Variant {
        let choice = choice(for: request)
        guard choice.variants.count > 1, let wanted = AcceptLanguage(request)?.lookUp(in: choice.languages) else {
            return choice.variants[0]
        }
        return choice.variants.first { $0.language == wanted } ?? choice.variants[0]
    }

    private func choice(for request: RequestHead) -> Choice {
        guard choices.count > 1, let accepted = Accept(request) else { return choices[0] }
        var best = (choice: choices[0], preference: accepted.preference(for: choices[0].format))
        for choice in choices.dropFirst() {
            guard let preference = accepted.preference(for: choice.format) else { continue }
            if best.preference.map({ $0 < preference }) ?? true { best = (choice, preference) }
        }
        return best.choice
    }
}

extension Accept {
    fileprivate func preference(for format: PageFormat) -> Preference? {
        let named = format.otherMediaTypes.map { preference(naming: $0) }
        let suffix = format.structuredSyntaxSuffix.flatMap { preference(forSuffix: $0) }
        return ([preference(for: format.mediaType), suffix] + named).compactMap { $0 }.max()
    }
}
