internal import HTTP

/// If-Match and If-None-Match keep their meaning whatever follows in the list, and dates decide nothing.
func checkConditions(_ bytes: [UInt8]) {
    let value = String(decoding: bytes, as: UTF8.self)
    let tag = EntityTagHasher().entityTag
    func result(_ fields: [(name: String, value: String)], _ current: EntityTag?) -> PreconditionResult {
        RequestHead("GET", "/", fields: fields).evaluatePreconditions(against: current)
    }
    let dates = [(name: "If-Modified-Since", value: value), (name: "If-Unmodified-Since", value: value)]
    precondition(result(dates, tag) == .met, "a date decides nothing")
    precondition(result([("If-Match", value), ("If-None-Match", value)], nil) == .met, "nor what is not known")
    let isMatch = result([("If-Match", value)], tag) == .met
    precondition(
        result([("If-Match", "\"other\", " + value)], tag) == .met || value == "*" || !isMatch, "order matters")
    precondition(!isMatch || result([("If-None-Match", value)], tag) == .notModified, "what is equal is equal weakly")
}
