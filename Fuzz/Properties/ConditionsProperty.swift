internal import HTTP

/// A date that is read is rendered as one that reads the same; conditions come to a result, the same each time, and one
/// that every client may set (`*` and the current tag) has its meaning whatever stands beside it.
func checkConditions(_ bytes: [UInt8]) {
    let value = String(decoding: bytes, as: UTF8.self)
    let now = HTTPDate(secondsSinceEpoch: 1_800_000_000)
    if let date = HTTPDate(value, at: now) {
        precondition(HTTPDate("\(date)", at: now) == date, "the date changes on its way")
    }
    let tag = EntityTagHasher().entityTag
    let current = Validators(entityTag: tag, lastModified: HTTPDate(secondsSinceEpoch: 784_111_777))
    func result(_ fields: [(name: String, value: String)]) -> PreconditionResult {
        RequestHead("GET", "/", fields: fields).evaluatePreconditions(against: current, at: now)
    }
    for name in ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"] {
        precondition(result([(name, value)]) == result([(name, value)]), "two results")
    }
    precondition(result([("If-Match", tag.text), ("If-Unmodified-Since", value)]) == .met, "If-Match wins")
    precondition(result([("If-None-Match", "*"), ("If-Modified-Since", value)]) == .notModified, "If-None-Match wins")
}
