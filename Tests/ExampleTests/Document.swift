import Foundation
import TestSupport
import Testing

/// A document of YAML, as the values of JSON.
struct Document {
    struct Unreadable: Error {
        let output: String
    }

    private let value: Any

    /// The documents in an example.
    static func all(in example: String) throws -> [Document] {
        let script = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))"
        let result = try Program([Example.tool("bin/python"), "-c", script, Example.path(of: example)]).waitForEnd()
        guard result.status == 0,
            let documents = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [Any]
        else { throw Unreadable(output: result.output) }
        return documents.map(Document.init)
    }

    private init(_ value: Any) {
        self.value = value
    }

    /// A member of an object.
    subscript(name: String) -> Document {
        get throws { Document(try #require((value as? [String: Any])?[name], "\(name) in \(value)")) }
    }

    var members: [String: Document] {
        get throws { try #require(value as? [String: Any]).mapValues(Document.init) }
    }

    var elements: [Document] {
        get throws { try #require(value as? [Any]).map(Document.init) }
    }

    var text: String {
        get throws { try #require(value as? String) }
    }

    var number: Int {
        get throws { try #require(value as? Int) }
    }

    /// The texts of an array.
    var texts: [String] {
        get throws { try #require(value as? [String]) }
    }

    /// The texts of an object.
    var textMembers: [String: String] {
        get throws { try #require(value as? [String: String]) }
    }
}
