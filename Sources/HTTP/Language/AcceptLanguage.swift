/// The languages that a client wants, as Accept-Language tells (RFC 9110 §12.5.4).
///
/// An element that is malformed is passed over.
package struct AcceptLanguage: Sendable {
    /// Nobody reads more; a head of nothing else would take a long time.
    private static let limit = 100

    /// By falling weight, those of equal weight in the order in which they came.
    private let wanted: [LanguageTag]
    private let excluded: Set<LanguageTag>

    /// Reads the request's field; nil where it has none.
    package init?(_ request: RequestHead) {
        let lines = request.values(of: "Accept-Language")
        if lines.isEmpty { return nil }
        var ranges: [(tag: LanguageTag, weight: QualityValue)] = []
        for line in lines {
            WeightedElement.forEach(in: line) { element in
                guard ranges.count < AcceptLanguage.limit,
                    let tag = LanguageTag(String(decoding: element.value, as: UTF8.self))
                else { return }
                ranges.append((tag, element.weight))
            }
        }
        excluded = Set(ranges.lazy.filter { $0.weight == .zero }.map(\.tag))
        // The sort is stable.
        wanted = ranges.filter { $0.weight > .zero }.sorted { $0.weight > $1.weight }.map(\.tag)
    }

    /// The first of the available languages that the lookup of RFC 4647 §3.4 finds; nil where the client is content with
    /// none of them.
    package func lookUp(in available: some Collection<LanguageTag>) -> LanguageTag? {
        let acceptable = available.filter { !excluded.contains($0) }
        for range in wanted {
            if let found = range.lookUp(in: acceptable) { return found }
        }
        return nil
    }
}
