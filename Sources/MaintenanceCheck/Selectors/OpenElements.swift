/// The stack of open elements (HTML §13.2.4.2). A lookup takes constant time.
struct OpenElements {
    struct Entry {
        let element: Int32
        let name: String
        let isForeign: Bool
        let isConditional: Bool
        let isClosedDetails: Bool
        var lastChild: Int32 = -1
    }

    private(set) var entries: [Entry] = []
    /// The indices of the elements, by name.
    private var places: [String: [Int]] = [:]
    /// The indices of the elements that end the search for an open element ("in scope"), and of those that end the
    /// search for an item of a list.
    private var barriers: [Int] = []
    private var listBarriers: [Int] = []

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }
    var last: Entry? { entries.last }
    /// The name of the innermost open element, or an empty string if no element is open.
    var lastName: String { entries.last?.name ?? "" }
    var lastBarrier: Int { barriers.last ?? 0 }
    var lastListBarrier: Int { listBarriers.last ?? 0 }

    func contains(_ name: String) -> Bool { places[name]?.isEmpty == false }

    /// The index of the innermost element with a name.
    func place(of name: String) -> Int? { places[name]?.last }

    /// The index of the innermost element with one of the names.
    func place(ofOneOf names: Set<String>) -> Int? { names.compactMap { places[$0]?.last }.max() }

    mutating func push(_ entry: Entry) {
        let place = entries.count
        entries.append(entry)
        places[entry.name, default: []].append(place)
        if TreeRules.scopes.contains(entry.name) || entry.isForeign { barriers.append(place) }
        if TreeRules.special.contains(entry.name) { listBarriers.append(place) }
    }

    mutating func pop() -> Entry? {
        let place = entries.count - 1
        guard let entry = entries.popLast() else { return nil }
        places[entry.name]?.removeLast()
        if barriers.last == place { barriers.removeLast() }
        if listBarriers.last == place { listBarriers.removeLast() }
        return entry
    }

    /// Sets the last child of the innermost element.
    mutating func setLastChild(_ element: Int32) { entries[entries.count - 1].lastChild = element }
}
