internal import HTTP

/// A date that is read is rendered as one that reads the same. If-Match and If-None-Match have their meaning whatever date
/// stands beside them, and whatever follows in the list.
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
    precondition(result([("If-Match", tag.text), ("If-Unmodified-Since", value)]) == .met, "If-Match wins")
    precondition(result([("If-None-Match", "*"), ("If-Modified-Since", value)]) == .notModified, "If-None-Match wins")
    let isMatch = result([("If-Match", value)]) == .met
    precondition(result([("If-Match", "\"other\", " + value)]) == .met || value == "*" || !isMatch, "order matters")
    precondition(!isMatch || result([("If-None-Match", value)]) == .notModified, "what is equal is equal weakly")
}
