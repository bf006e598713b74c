import Testing

@testable import MaintenanceHAProxy

/// The configuration language of HAProxy's manual.
@Suite struct LineWordsTests {
    private static let variables = Variables { ["PORT": "8080", "LIST": "a b  c"][$0] }

    private func words(_ line: String) throws(LineWords.Fault) -> [String] {
        try LineWords.read(Array(line.utf8)[...], variables: LineWordsTests.variables).map(\.text)
    }

    @Test(arguments: [
        ("  server a 127.0.0.1:80  check ", ["server", "a", "127.0.0.1:80", "check"]),
        ("retries 4 # of them", ["retries", "4"]),
        ("# nothing", []),
        ("\tmode\thttp\r", ["mode", "http"]),
        (##"a\ b \# \\ \"x\" \'"##, ["a b", "#", ##"\"##, "\"x\"", "'"]),
        (#"\x41\t\n"#, ["A\t\n"]),
        (#"path_reg \.php$ ^/\d"#, ["path_reg", #"\.php$"#, #"^/\d"#]),
        (#""a # b" 'c "d" $PORT \n' e"f"g"#, ["a # b", #"c "d" $PORT \n"#, "efg"]),
        (#"a "" ''"#, ["a", "", ""]),
        (#""127.0.0.1:$PORT" "${PORT}1" "\$PORT" $PORT"#, ["127.0.0.1:8080", "80801", "$PORT", "$PORT"]),
        (#""${NONE-9}" "${NONE}" "$NONE" "${PORT-9}""#, ["9", "${NONE}", "$NONE", "8080"]),
        (#"x "${LIST[*]}" y"#, ["x", "a", "b", "c", "y"]),
        (#""${.FILE}:$.LINE""#, ["${.FILE}:$.LINE"]),
    ])
    func linesAreDividedAsHAProxyDoes(line: String, expected: [String]) throws {
        #expect(try words(line) == expected)
    }

    @Test(arguments: [
        ("a \"b", LineWords.Fault.openQuote), ("a 'b", .openQuote), ("a \\", .continuedLine),
        ("a \\\r", .continuedLine),
        ("\\xZ1", .malformedEscape),
        ("\"$.\"", .malformedVariable),
        ("\"${A\"", .malformedVariable), ("\"${}\"", .malformedVariable), ("\"$\"", .malformedVariable),
    ])
    func aMalformedLineIsRefused(line: String, fault: LineWords.Fault) {
        #expect(throws: fault) { try words(line) }
    }

    @Test func aWordKnowsItsSpelling() throws {
        let words = try LineWords.read(
            Array(#"server a\ b "$PORT" 'x'y"#.utf8)[...], variables: LineWordsTests.variables)
        #expect(words.map(\.source) == ["server", #"a\ b"#, "\"$PORT\"", "'x'y"])
    }
}
