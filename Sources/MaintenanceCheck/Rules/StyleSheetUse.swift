/// The style sheets of a site, and the documents that use them.
///
/// Whether browsers request a file that a style sheet refers to depends on the elements of every document that uses the
/// sheet. So this is decided at the end, when all documents are known.
struct StyleSheetUse {
    /// A style sheet file, or the style sheets inside one document.
    struct Sheet {
        let visit: Crawl.Visit
        let base: BaseURL
        /// Only the references that depend on elements of documents.
        let scan: CSSScan
    }

    /// A document that uses style sheets: a page, a frame or a drawing.
    struct User {
        let visit: Crawl.Visit
        let hasScripts: Bool
        /// Whether it has elements that are not in its tree.
        let hasOtherElements: Bool
        /// Whether none of its elements is visible.
        let isBlank: Bool
    }

    /// The document or style sheet that refers to a style sheet.
    enum Place {
        case user(Int), sheet(Int)
    }

    struct Decision {
        /// The references that browsers request, at once or after a script has changed the page.
        var references: [(sheet: Sheet, references: [Reference])] = []
        /// Documents without visible elements and without a picture from a style sheet.
        var blanks: [Crawl.Visit] = []
    }

    private var users: [User] = []
    private var sheetsOfUsers: [[Int]] = []
    /// nil for a style sheet that was not read.
    private var sheets: [Sheet?] = []
    private var imports: [[Int]] = []
    private var numbers: [String: Int] = [:]

    mutating func add(_ user: User) -> Place {
        users.append(user)
        sheetsOfUsers.append([])
        return .user(users.count - 1)
    }

    /// The number of the style sheet at a path, which may not have been read yet.
    mutating func sheet(at path: String) -> Int {
        if let number = numbers[path] { return number }
        numbers[path] = sheets.count
        return addSheet(nil)
    }

    private mutating func addSheet(_ sheet: Sheet?) -> Int {
        sheets.append(sheet)
        imports.append([])
        return sheets.count - 1
    }

    /// Sets the contents of a style sheet, or of the style sheets inside a document.
    mutating func set(_ sheet: Sheet, at place: Place) {
        switch place {
        case .user: link(to: addSheet(sheet), from: place)
        case .sheet(let number): sheets[number] = sheet
        }
    }

    mutating func link(to sheet: Int, from place: Place) {
        switch place {
        case .user(let number): sheetsOfUsers[number].append(sheet)
        case .sheet(let number): imports[number].append(sheet)
        }
    }
}

// Deciding
extension StyleSheetUse {
    /// Decides which references browsers request. `read` returns the text of a document, or nil if it can no longer be
    /// read.
    func decide(read: (Crawl.Visit) -> [UInt8]?) -> Decision {
        var decision = Decision()
        var likelihoods = sheets.map { Array(repeating: Likelihood.never, count: $0?.scan.references.count ?? 0) }
        var hasScripts = Array(repeating: false, count: sheets.count)
        for (number, user) in users.enumerated() {
            let reached = reachedSheets(from: sheetsOfUsers[number])
            var hasPicture = false
            if reached.contains(where: { !likelihoods[$0].isEmpty }) {
                let found = StyleSheetUse.likelihoods(
                    of: reached.compactMap { sheets[$0] }, for: user, read(user.visit))
                for (number, found) in zip(reached.filter { sheets[$0] != nil }, found) {
                    hasScripts[number] = hasScripts[number] || user.hasScripts
                    for (index, likelihood) in found.enumerated() {
                        likelihoods[number][index] = max(likelihoods[number][index], likelihood)
                        let isPicture = sheets[number]?.scan.references[index].destination == .image
                        hasPicture = hasPicture || isPicture && likelihood == .certain
                    }
                }
            }
            if user.isBlank, !hasPicture { decision.blanks.append(user.visit) }
        }
        for (number, sheet) in sheets.enumerated() {
            guard let sheet, !likelihoods[number].isEmpty else { continue }
            let references = zip(sheet.scan.references, likelihoods[number]).compactMap { reference, likelihood in
                StyleSheetUse.reference(reference, likelihood, hasScripts: hasScripts[number])
            }
            decision.references.append((sheet, references))
        }
        return decision
    }

    private static func reference(_ reference: Reference, _ likelihood: Likelihood, hasScripts: Bool) -> Reference? {
        guard likelihood > .never || hasScripts else { return nil }
        var reference = reference
        reference.needsScript = likelihood == .never
        reference.isConditional = reference.isConditional || likelihood < .certain
        return reference
    }

    /// The style sheets and their imports, each once.
    private func reachedSheets(from sheets: [Int]) -> [Int] {
        var reached: [Int] = []
        var seen: Set<Int> = []
        var next = sheets
        while let sheet = next.popLast() {
            guard seen.insert(sheet).inserted else { continue }
            reached.append(sheet)
            next += imports[sheet]
        }
        return reached
    }

    /// For each reference of the sheets: the likelihood that browsers request it to show the document.
    private static func likelihoods(of sheets: [Sheet], for user: User, _ text: [UInt8]?) -> [[Likelihood]] {
        guard let text, !user.hasOtherElements else {
            return sheets.map { Array(repeating: .conditional, count: $0.scan.references.count) }
        }
        var matcher = SelectorMatcher(TreeBuilder.build(text, isXML: user.visit.kind == .drawing))
        let matches = sheets.map { matcher.matches(of: $0.scan.rules) }
        let fonts = FontLikelihoods(sheets.map(\.scan), matches)
        return zip(sheets, matches).map { sheet, matches in
            sheet.scan.references.map { reference in
                switch reference.subject {
                case .document: .certain
                case .rule(let index): matches[index].likelihood
                case .font(let family): fonts[family]
                }
            }
        }
    }
}

/// The likelihood that browsers request the fonts of a document, by family.
private struct FontLikelihoods {
    private var likelihoods: [String: Likelihood] = [:]

    init(_ scans: [CSSScan], _ matches: [[SelectorMatcher.Match]]) {
        var faceCounts: [String: Int] = [:]
        for reference in scans.lazy.flatMap(\.references) where !reference.isFallback {
            if case .font(let family) = reference.subject { faceCounts[family, default: 0] += 1 }
        }
        for (scan, matches) in zip(scans, matches) {
            for use in scan.fontUses {
                guard let count = faceCounts[use.family] else { continue }
                var likelihood = FontLikelihoods.likelihood(use.rule.map { matches[$0] })
                // Browsers choose among several faces by weight and style.
                if use.isConditional || count > 1 { likelihood = min(likelihood, .conditional) }
                likelihoods[use.family] = max(likelihoods[use.family] ?? .never, likelihood)
            }
        }
    }

    subscript(family: String) -> Likelihood { likelihoods[family] ?? .never }

    private static func likelihood(_ match: SelectorMatcher.Match?) -> Likelihood {
        guard let match else { return .conditional }
        // The style sheet may add text to an element, as icon fonts do.
        return max(match.likelihoodOfText, min(match.likelihood, .conditional))
    }
}
