import Testing

@testable import MaintenanceSite

@Suite struct PathFilterTests {
    private static let names = [
        "a.png", "images/logo.png", "x/y/z", ".well-known/a.txt", "café.txt", "VirtualHostBase/a",
    ]
    private let paths = PathFilterTests.names.map(ResourcePath.init)
    private let filter: PathFilter

    init() {
        filter = PathFilter(paths)
    }

    private func mayMatch(_ target: String) -> Bool { filter.mayMatch(requestTarget: target.utf8.span) }

    @Test(arguments: ["/a.png", "/a.png?x=/y/", "/images/logo.png#x", "/x/y/z", "/caf\u{E9}.txt"])
    func theNameOfAResourceMayMatch(target: String) {
        #expect(mayMatch(target))
    }

    @Test(arguments: ["/", "/a", "/a.png/", "/images", "/images/", "/shop/cart?x=/a.png", "/A.png", "/x/y/z/"])
    func otherNamesDoNotMatch(target: String) {
        #expect(!mayMatch(target))
    }

    /// `ResourcePath` decides on every target that has to be decoded or split.
    @Test(arguments: [
        "/%61.png", "//a.png", "/./a.png", "/x/../a.png", "/.env", "/VirtualHostBase/http/a/VirtualHostRoot/b", "*",
    ])
    func undecidedTargetsMayMatch(target: String) {
        #expect(mayMatch(target))
    }

    @Test func noResourceIsMissed() {
        let parts = [
            "/", "a", "x", "y", "z", ".", "..", ".png", "images", "logo", "%61", "?", "#", "VirtualHostBase",
            "VirtualHostRoot",
        ]
        let known = Set(paths)
        var found = 0
        var filtered = 0
        for _ in 0..<50_000 {
            let target = "/" + (0..<Int.random(in: 0...6)).map { _ in parts.randomElement() ?? "" }.joined()
            let isResource = ResourcePath(requestTarget: target.utf8.span).map(known.contains) ?? false
            let mayBe = mayMatch(target)
            if isResource { found += 1 }
            if !mayBe { filtered += 1 }
            #expect(mayBe || !isResource, "\(target)")
        }
        #expect(found > 0)
        #expect(filtered > 1000)
    }
}
