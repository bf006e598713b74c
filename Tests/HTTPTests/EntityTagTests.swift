import Testing

@testable import HTTP

@Suite struct EntityTagTests {
    // The values of the reference implementation, xxhash 0.8.
    @Test(arguments: [
        ("", "\"0-ef46db3751d8e999\""),
        ("a", "\"1-d24ec4f1a98c6e5b\""),
        ("foobar", "\"6-a2aa05ed9085aaf9\""),
        ("0123456789abcdef0123456789abcdef", "\"20-642a94958e71e6c5\""),
        (
            String(decoding: (0..<1000).map { UInt8(ascii: "a") + UInt8($0 % 26) }, as: UTF8.self),
            "\"3e8-94b86db9a16d86a9\""
        ),
    ])
    func theTagDependsOnlyOnTheContent(content: String, tag: String) {
        // The parts in which the bytes arrive make no difference.
        for size in [1, 3, 8, 31, 32, 33, 64, 1000] {
            var hasher = EntityTagHasher()
            var rest = Array(content.utf8)[...]
            while !rest.isEmpty {
                rest.prefix(size).withUnsafeBytes { hasher.update($0) }
                rest = rest.dropFirst(size)
            }
            #expect(hasher.entityTag.text == tag, "in pieces of \(size)")
        }
    }

    @Test func oneBitChangesTheTag() {
        var tags: Set<String> = []
        for bit in 0..<(100 * 8) {
            var content = [UInt8](repeating: 0, count: 100)
            content[bit / 8] ^= 1 << (bit % 8)
            var hasher = EntityTagHasher()
            content.withUnsafeBytes { hasher.update($0) }
            tags.insert(hasher.entityTag.text)
        }
        #expect(tags.count == 800)
    }

    @Test(
        arguments: [
            // §13.1.1, §13.1.2: any existing representation
            ("*", true, true),
            // §8.8.3.2: the examples, with "1" as the current tag
            ("W/\"1\"", false, true), ("W/\"2\"", false, false), ("\"1\"", true, true),
            // §5.6.1: lists, blanks around commas, empty elements
            ("\"0\", \"1\"", true, true), ("\"0\",\"1\",\"2\"", true, true), ("\"0\" \t,\t \"1\"", true, true),
            (",, \"1\" ,", true, true), ("W/\"1\", \"1\"", true, true), ("\"0\", W/\"1\"", false, true),
            ("\"0\", \"2\"", false, false), ("", false, false), (",", false, false),
            // §8.8.3: the characters between the quotes, including a comma and a backslash
            ("\"a,b\", \"1\"", true, true), ("\"0,\"1\"", false, false), ("\"\\\", \"1\"", true, true),
            ("\"\", \"1\"", true, true), ("\"é\", \"1\"", true, true), ("\"a b\", \"1\"", false, false),
            ("\"\u{7f}\", \"1\"", false, false), ("\"\0\", \"1\"", false, false),
            // §8.8.3: compared byte for byte, and all of it
            ("\"11\"", false, false), ("\"\"", false, false), ("\"１\"", false, false),
            // §8.8.3: W/ is case-sensitive and directly precedes the quote
            ("w/\"1\"", false, false), ("W/ \"1\"", false, false), ("W\"1\"", false, false), ("W/1", false, false),
            // Neither * nor a list of entity tags
            ("1", false, false), ("\"1", false, false), ("1\"", false, false), ("\"", false, false),
            ("*, \"1\"", false, false), ("\"1\", *", false, false), ("**", false, false), ("\"*\"", false, false),
            ("\"1\" \"1\"", false, false), ("\"1\"; \"1\"", false, false), ("\"1\", 1", false, false),
            ("\"1\"x", false, false), ("'1'", false, false),
        ])
    func aListNamesTheCurrentTag(value: String, strongly: Bool, weakly: Bool) {
        let current = EntityTag(text: "\"1\"")
        #expect(EntityTagList(value).names(current, by: .strong) == strongly)
        #expect(EntityTagList(value).names(current, by: .weak) == weakly)
    }
}
