internal import HTTP

/// The value of Date, rendered once a second.
struct DateField {
    private var date = HTTPDate(secondsSinceEpoch: 0)
    private var text = ""

    mutating func value(at now: HTTPDate) -> String {
        if now != date || text.isEmpty {
            date = now
            text = "\(now)"
        }
        return text
    }
}
