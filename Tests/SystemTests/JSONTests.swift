import System
import Testing

@Suite struct JSONTests {
    @Test func valuesAreWrittenWithoutBlanks() {
        let value = JSON.object([
            ("a", .array([.null, .boolean(true), .number(-1), .string("b")])), ("c \"d\"", .object([])),
            ("e", .array([])), ("f", JSON(nil)), ("g", JSON("h")),
        ])
        #expect(value.text == #"{"a":[null,true,-1,"b"],"c \"d\"":{},"e":[],"f":null,"g":"h"}"#)
    }

    @Test(arguments: [
        ("", ""), ("a/b 'c'", "a/b 'c'"), ("\"\\", #"\"\\"#), ("a\nb\u{0}\u{7F}", #"a\u000Ab\u0000\u007F"#),
        ("\u{85}\u{2028}\u{2029}", #"\u0085\u2028\u2029"#), ("äöü 日本 🙂", "äöü 日本 🙂"),
        (String(repeating: "x", count: 17) + "\"", String(repeating: "x", count: 17) + "\\\""),
    ])
    func stringsAreEscapedOnlyWhereNecessary(string: String, escaped: String) {
        #expect(JSONString.escaped(string) == escaped)
        #expect(JSONString.quoted(string) == "\"\(escaped)\"")
    }

    @Test func bytesThatAreNotUTF8AreReplaced() {
        var bytes: [UInt8] = []
        JSONString.append([0x61, 0xFF, 0x62][...], to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "\"a\u{FFFD}b\"")
    }
}
