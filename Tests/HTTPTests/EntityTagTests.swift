import Testing

@testable import HTTP

@Suite struct EntityTagTests {
    // The test suite of the FNV authors: the 64-bit FNV-1a hashes of "", "a" and "foobar".
    @Test(arguments: [
        ("", "\"0-cbf29ce484222325\""),
        ("a", "\"1-af63dc4c8601ec8c\""),
        ("foobar", "\"6-85944171f73967e8\""),
    ])
    func isMadeOfTheContentAlone(content: String, tag: String) {
        var hasher = EntityTagHasher()
        for byte in content.utf8 { withUnsafeBytes(of: byte) { hasher.update($0) } }
        #expect(hasher.entityTag.text == tag)
    }

    @Test(
        arguments: [
            // §13.1.1, §13.1.2: every representation that there is
            ("*", true, true),
            // §8.8.3.2: the examples, with "1" as the current tag
            ("W/\"1\"", false, true), ("W/\"2\"", false, false), ("\"1\"", true, true),
            // §5.6.1: lists, blanks around commas, empty elements
            ("\"0\", \"1\"", true, true), ("\"0\",\"1\",\"2\"", true, true), ("\"0\" \t,\t \"1\"", true, true),
            (",, \"1\" ,", true, true), ("W/\"1\", \"1\"", true, true), ("\"0\", W/\"1\"", false, true),
            ("\"0\", \"2\"", false, false), ("", false, false), (",", false, false),
            // §8.8.3: what may be between the quotes, a comma and a backslash among it
            ("\"a,b\", \"1\"", true, true), ("\"0,\"1\"", false, false), ("\"\\\", \"1\"", true, true),
            ("\"\", \"1\"", true, true), ("\"é\", \"1\"", true, true), ("\"a b\", \"1\"", false, false),
            ("\"\u{7f}\", \"1\"", false, false), ("\"\0\", \"1\"", false, false),
            // §8.8.3: compared byte for byte, and all of it
            ("\"11\"", false, false), ("\"\"", false, false), ("\"１\"", false, false),
            // §8.8.3: W/ is case-sensitive and stands next to the quote
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
