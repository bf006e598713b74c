import Testing

@testable import HTTP

@Suite struct HTTPRulesTests {
    // RFC 9110 §5.6.7
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_795_132_800, "Fri, 20 Nov 2026 00:00:00 GMT"),
        (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        // Years that an IMF-fixdate cannot have, and those that gmtime_r does not know
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        (253_402_300_800, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (67_768_036_191_676_799, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (-62_167_219_201, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (Int.max, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (Int.min, "Thu, 01 Jan 1970 00:00:00 GMT"),
    ])
    func rendersADate(seconds: Int, text: String) {
        #expect(HTTPDate(secondsSinceEpoch: seconds).description == text)
    }

    @Test(
        arguments: [
            ("GET", .get), ("HEAD", .head), ("POST", .post), ("OPTIONS", .options),
            ("CONNECT", .connect),
            ("PUT", .other), ("get", .other), ("GETS", .other), ("", .other),
        ] as [(String, Method)])
    func knowsMethods(name: String, method: Method) {
        #expect(Method(name: name.utf8) == method)
    }

    // The test suite of the FNV authors: the 64-bit FNV-1a hashes of "", "a" and "foobar".
    @Test(arguments: [
        ("", "\"0-cbf29ce484222325\""),
        ("a", "\"1-af63dc4c8601ec8c\""),
        ("foobar", "\"6-85944171f73967e8\""),
    ])
    func makesEntityTagsOfTheContentAlone(content: String, tag: String) {
        var hasher = EntityTagHasher()
        for byte in content.utf8 { withUnsafeBytes(of: byte) { hasher.update($0) } }
        #expect(hasher.entityTag.text == tag)
    }
}
