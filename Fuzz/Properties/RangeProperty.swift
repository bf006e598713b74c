internal import HTTP

/// Whatever Range asks for, what is sent is within the representation, and Content-Range can name it. Whatever If-Range
/// says, a part is sent for the current tag and the current date alone.
func checkRange(_ bytes: [UInt8]) {
    let value = String(decoding: bytes, as: UTF8.self)
    let request = RequestHead("GET", "/", fields: [("Range", value)])
    let validators = Validators(entityTag: EntityTagHasher().entityTag, lastModified: HTTPDate(secondsSinceEpoch: 0))
    for length in [0, 1, 2, 10, 1000, Int.max] {
        switch request.evaluateRange(of: length, validators, at: .now) {
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
    if case .part = conditional.evaluateRange(of: 10, validators, at: .now) {
        let isDate = HTTPDate(value, at: .now) == validators.lastModified
        precondition(value == validators.entityTag.text || isDate, "another representation's part")
    }
}
