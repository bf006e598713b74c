/// The languages that a client wants, as Accept-Language tells (RFC 9110 §12.5.4).
///
/// Malformed elements are ignored.
package struct AcceptLanguage: Sendable {
    /// The first ranges count. No client sends as many, and the time that a lookup takes has to have a bound.
    private static let limit = 100

    private var ranges: [(range: LanguageRange, weight: QualityValue)] = []

    /// Reads the request's field; nil where it has none.
    package init?(_ request: RequestHead) {
        let lines = request.values(of: .acceptLanguage)
        if lines.isEmpty { return nil }
        for line in lines {
            WeightedElement.forEach(in: line) { element in
                guard ranges.count < AcceptLanguage.limit, let range = LanguageRange(element.value) else { return }
                ranges.append((range, element.weight))
            }
        }
    }

    /// The first of the available languages that the lookup of RFC 4647 §3.4 finds: by falling weight, and by order where
    /// weights are equal. nil if the client wants none of them.
    package func lookUp(in available: [LanguageTag]) -> LanguageTag? {
        let excluded = ranges.filter { $0.weight == .zero }.map(\.range.bytes)
        var best: (tag: LanguageTag, weight: QualityValue)?
        for (range, weight) in ranges where weight > best?.weight ?? .zero {
            let found = range.lookUp(in: available) { tag in !excluded.contains(where: tag.matches) }
            if let found { best = (found, weight) }
        }
        return best?.tag
    }
}
