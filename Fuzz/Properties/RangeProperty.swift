internal import HTTP

/// Whatever Range asks for, the part is within the representation, and Content-Range can name it. Whatever If-Range
/// says, a part is sent only for the current tag.
func checkRange(_ bytes: [UInt8]) {
    let value = String(decoding: bytes, as: UTF8.self)
    let request = RequestHead("GET", "/", fields: [("Range", value)])
    let tag = EntityTagHasher().entityTag
    for length in [0, 1, 2, 10, 1000, Int.max] {
        switch request.evaluateRange(of: length, tag) {
        case .part(let part):
            precondition(!part.isEmpty && part.lowerBound >= 0 && part.upperBound <= length, "outside")
            precondition("\(ContentRange.part(part, of: length))".hasPrefix("bytes \(part.lowerBound)-"), "misnamed")
        case .notSatisfiable:
            precondition(ByteRangeSet(value)?.ranges.allSatisfy { $0.part(of: length) == nil } == true, "satisfiable")
        case .whole:
            break
        }
    }
    let conditional = RequestHead("GET", "/", fields: [("Range", "bytes=0-0"), ("If-Range", value)])
    if case .part = conditional.evaluateRange(of: 10, tag) {
        precondition(value == tag.text, "another representation's part")
    }
    precondition(conditional.evaluateRange(of: 10, nil) == .whole, "a part of what is not known")
}
