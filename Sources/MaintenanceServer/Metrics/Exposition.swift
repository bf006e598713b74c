/// Metrics in the text format of Prometheus, version 0.0.4.
package struct Exposition {
    /// The media type, with its parameters.
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    package enum MetricType: String {
        case counter
        case gauge
    }

    /// One of a metric's values, and what tells it apart from the others.
    package struct Sample {
        let labels: [(name: String, value: String)]
        let value: String

        package init(_ value: Int, _ labels: (name: String, value: String)...) {
            self.labels = labels
            self.value = "\(value)"
        }

        package init(_ value: Double) {
            labels = []
            self.value = "\(value)"
        }
    }

    package private(set) var text = ""

    package init() {}

    /// Adds a metric. Names are of letters, digits and underscores; a counter's ends in `_total`.
    package mutating func add(_ name: String, _ type: MetricType, _ help: String, _ samples: [Sample]) {
        text += "# HELP \(name) \(Exposition.escape(help, quotes: false))\n# TYPE \(name) \(type.rawValue)\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.name)=\"\(Exposition.escape($0.value, quotes: true))\"" }
            let set = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
            text += "\(name)\(set) \(sample.value)\n"
        }
    }

    package mutating func add(_ name: String, _ type: MetricType, _ help: String, _ value: Int) {
        add(name, type, help, [Sample(value)])
    }

    package mutating func add(_ name: String, _ type: MetricType, _ help: String, _ value: Double) {
        add(name, type, help, [Sample(value)])
    }

    private static func escape(_ text: String, quotes: Bool) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        return quotes ? escaped.replacing("\"", with: "\\\"") : escaped
    }
}
