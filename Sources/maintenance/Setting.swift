internal import Glibc

/// A value that an option has set, or else an environment variable, or else nobody.
struct Setting<Value> {
    let value: Value
    /// What set it, or could have: `--port` or `MAINTENANCE_PORT`.
    let source: String

    /// The option is `--name`, and the variable `MAINTENANCE_NAME`, whose text is read the way the option's is.
    init(
        _ name: String, option: Value?, default standard: @autoclosure () -> Value, read: (String) throws -> Value
    ) throws(Failure) {
        if let option {
            value = option
            source = "--\(name)"
        } else if let variable = EnvironmentVariable(for: name) {
            source = variable.name
            do {
                value = try read(variable.text)
            } catch {
                throw Failure("\(variable.name) '\(variable.text)': \(error)", status: EX_CONFIG)
            }
        } else {
            value = standard()
            source = "--\(name)"
        }
    }
}

/// The variable of an option, where the environment has it.
private struct EnvironmentVariable {
    let name: String
    let text: String

    init?(for option: String) {
        name = "MAINTENANCE_" + option.uppercased().replacing("-", with: "_")
        guard let value = getenv(name) else { return nil }
        text = String(cString: value)
        // For a Service named `maintenance`, Kubernetes sets MAINTENANCE_PORT=tcp://10.0.0.1:8088 in every container of
        // the namespace, which is meant for its clients.
        if option == "port", text.hasPrefix("tcp://") || text.hasPrefix("udp://") { return nil }
    }
}
