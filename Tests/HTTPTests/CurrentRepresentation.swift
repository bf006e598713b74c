@testable import HTTP

/// What requests are evaluated against.
enum CurrentRepresentation {
    /// 1994-11-06T08:49:37Z
    static let validators = Validators(
        entityTag: EntityTag(text: "\"1\""), lastModified: HTTPDate(secondsSinceEpoch: 784_111_777))
    /// 2026-06-15T12:00:00Z
    static let now = HTTPDate(secondsSinceEpoch: 1_781_524_800)
}
