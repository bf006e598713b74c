/// The languages that a client wants, as Accept-Language tells (RFC 9110 §12.5.4).
///
/// An element that is malformed is passed over.
package struct AcceptLanguage: Sendable {
    private let lines: [ArraySlice<UInt8>]

    /// Reads the request's field; nil where it has none.
    package init?(_ request: RequestHead) {
        lines = request.values(of: .acceptLanguage)
        if lines.isEmpty { return nil }
    }

    /// The first of the available languages that the lookup of RFC 4647 §3.4 finds: by falling weight, and by order where
    /// weights are equal. nil where the client is content with none of them.
    package func lookUp(in available: [LanguageTag]) -> LanguageTag? {
        var excluded: [ArraySlice<UInt8>] = []
        forEach { element in
            if element.weight == .zero, let range = LanguageRange(element.value) { excluded.append(range.bytes) }
        }
        var best: (tag: LanguageTag, weight: QualityValue)?
        forEach { element in
            guard element.weight > best?.weight ?? .zero,
                let found = LanguageRange(element.value)?.lookUp(
                    in: available, isAcceptable: { tag in !excluded.contains(where: tag.matches) })
            else { return }
            best = (found, element.weight)
        }
        return best?.tag
    }

    private func forEach(_ body: (WeightedElement) -> Void) {
        for line in lines { WeightedElement.forEach(in: line, body) }
    }
}
