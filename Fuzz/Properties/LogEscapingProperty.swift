internal import MaintenanceServer
internal import System

/// Bytes of a client end neither a line of the log nor a quoted text, and can be read back.
func checkLogEscaping(_ bytes: [UInt8]) {
    var combined: [UInt8] = []
    CombinedLogFormat.append(escaping: bytes[...], to: &combined)
    precondition(combined.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }, "it ends something")
    precondition(unescaped(combined) == bytes, "it reads as something else")

    var json: [UInt8] = []
    JSONString.append(bytes[...], to: &json)
    precondition(json.count >= 2 && json.first == UInt8(ascii: "\"") && json.last == UInt8(ascii: "\""), "no quotes")
    let text = String(decoding: json.dropFirst().dropLast(), as: UTF8.self)
    precondition(Array(text.utf8) == json.dropFirst().dropLast(), "it is not UTF-8")
    precondition(unescaped(json: text) == Array(String(decoding: bytes, as: UTF8.self).unicodeScalars), "another text")
}

/// Reads `\x` and two digits as a byte.
private func unescaped(_ text: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "\\") else {
            bytes.append(byte)
            continue
        }
        guard rest.popFirst() == UInt8(ascii: "x"), rest.count >= 2,
            let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
        else { fatalError("a backslash without digits") }
        rest = rest.dropFirst(2)
        bytes.append(value)
    }
    return bytes
}

/// Reads the text between the quotes of a JSON string without unnecessary escapes.
private func unescaped(json text: String) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
        precondition(scalar != "\"" && scalar.properties.generalCategory != .control, "it ends something")
        precondition(scalar != "\u{2028}" && scalar != "\u{2029}", "it ends a line")
        guard scalar == "\\" else {
            scalars.append(scalar)
            continue
        }
        switch rest.popFirst() {
        case let escaped? where escaped == "\\" || escaped == "\"": scalars.append(escaped)
        case "u"?:
            guard let value = UInt32(String(String.UnicodeScalarView(rest.prefix(4))), radix: 16),
                let escaped = Unicode.Scalar(value)
            else { fatalError("an escape without digits") }
            rest = rest.dropFirst(4)
            scalars.append(escaped)
        default: fatalError("an unknown escape")
        }
    }
    return scalars
}
