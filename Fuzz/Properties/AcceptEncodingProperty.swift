internal import HTTP

/// Preferences form an order: no coding is preferred to itself, and no two are preferred to each other. Blanks and the
/// case of letters make no difference.
func checkAcceptEncoding(_ bytes: [UInt8]) {
    let value = String(decoding: bytes, as: UTF8.self)
    func preferences(_ value: String) -> [Bool] {
        let request = RequestHead("GET", "/", fields: [("Accept-Encoding", value)])
        guard let accepted = AcceptEncoding(request) else { fatalError("the field is there") }
        let codings = ContentCoding.allCases
        for (first, second) in codings.flatMap({ first in codings.map { (first, $0) } }) {
            let both = accepted.prefers(first, to: second) && accepted.prefers(second, to: first)
            precondition(!both, "each is preferred to the other")
        }
        return codings.map { accepted.prefers($0, to: nil) } + codings.map { accepted.prefers($0, to: .gzip) }
    }
    let plain = preferences(value)
    precondition(preferences(" \t" + value + "\t ") == plain, "blanks make a difference")
    precondition(preferences("," + value + ",,unknown;q=0.3") == plain, "other elements make a difference")
}
