internal import Synchronization

/// A value that is found once, while its holder is already in use: one thread sets it, and any thread may look.
final class Late<Value: Sendable>: Sendable {
    private final class Box: Sendable {
        let value: Value

        init(_ value: Value) {
            self.value = value
        }
    }

    private let box = AtomicLazyReference<Box>()

    /// nil until it is found.
    var value: Value? { box.load()?.value }

    /// Sets the value; the first one stays.
    func set(_ value: Value) {
        _ = box.storeIfNil(Box(value))
    }
}

/// The gzip copy of a document's contents. It is made while the document is already served as it is.
package final class GzipCopy: Sendable {
    /// Whether it is made whatever memory is left, as for the page.
    let isUnlimited: Bool
    private let found = Late<Representation?>()

    init(isUnlimited: Bool) {
        self.isUnlimited = isUnlimited
    }

    /// nil until the copy is made, and where none is worth it.
    var representation: Representation? { found.value ?? nil }
    var isPending: Bool { found.value == nil }
    /// Whether requests that accept gzip get, or may soon get, something else than others.
    var isOffered: Bool { isPending || representation != nil }

    /// Sets the copy; nil where none is worth it.
    func set(_ representation: Representation?) {
        found.set(representation)
    }
}
