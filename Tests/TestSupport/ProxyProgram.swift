/// A proxy, which runs in the foreground in a separate directory.
///
/// The configuration is that of an operator. Further needs of the program, such as paths for writing, are met here.
package enum ProxyProgram: CaseIterable, Sendable {
    case apache
    case caddy
    /// Debian's version.
    case caddy26
    case envoy
    case nginx
    case squid
    case traefik
    case trafficServer
    case varnish

    /// Starts it with these files. In them the ports 8080, 8081 and 8088 stand for those of `servers`, and port 80 for
    /// a free port of 127.0.0.1.
    package func run(_ files: [String: String], port: UInt16, servers: [Int: UInt16]) throws -> Program {
        let own = files.mapValues { text in
            servers.reduce(text.replacing(ownPort.text, with: ownPort.replacement(port))) { text, server in
                text.replacing("\(server.key)", with: "\(server.value)")
            }
        }
        return try Program(line(port: port), environment: ProxyProgram.libraries) { directory in
            for (name, text) in own.merging(surroundings, uniquingKeysWith: +) {
                let text = text.replacing("@port@", with: "\(port)").replacing("@directory@", with: directory.path)
                try directory.write(text, to: name)
            }
        }
    }

    /// The notation of port 80 in a configuration, and that of another port of 127.0.0.1. Varnish gets it as an option.
    private var ownPort: (text: String, replacement: (UInt16) -> String) {
        switch self {
        case .apache: ("<VirtualHost *:80>", { "<VirtualHost 127.0.0.1:\($0)>" })
        case .caddy, .caddy26: (":80 {", { ":\($0) {\n\tbind 127.0.0.1" })
        case .envoy: ("0.0.0.0, port_value: 80}", { "127.0.0.1, port_value: \($0)}" })
        case .nginx: ("listen 80", { "listen 127.0.0.1:\($0)" })
        case .squid: ("http_port 80", { "http_port 127.0.0.1:\($0)" })
        case .traefik: ("\":80\"", { "\"127.0.0.1:\($0)\"" })
        case .trafficServer: ("server_ports STRING 80", { "server_ports STRING \($0):ip-in=127.0.0.1" })
        case .varnish: ("@port@", { "\($0)" })
        }
    }

    private func line(port: UInt16) -> [String] {
        switch self {
        // -X: a single process, so that none is left behind.
        case .apache: [Example.tool("debian/usr/sbin/apache2"), "-X", "-d", ".", "-f", "main.conf"]
        case .caddy: [Example.tool("bin/caddy"), "run", "--config", "main", "--adapter", "caddyfile"]
        case .caddy26: [Example.tool("debian/usr/bin/caddy"), "run", "--config", "main", "--adapter", "caddyfile"]
        case .envoy:
            [
                Example.tool("bin/envoy"), "-c", "envoy.yaml", "--disable-hot-restart", "--concurrency", "1",
                "--log-level", "warning",
            ]
        case .nginx: [Example.tool("debian/usr/sbin/nginx"), "-e", "stderr", "-p", ".", "-c", "main.conf"]
        case .squid: ProxyProgram.shell() + [Example.tool("debian/usr/sbin/squid"), "-N", "-f", "main.conf"]
        case .traefik: [Example.tool("bin/traefik"), "--configFile=traefik.yaml"]
        case .trafficServer:
            ProxyProgram.shell("--run-root=\"$PWD/runroot.yaml\"") + [Example.tool("debian/usr/bin/traffic_server")]
        case .varnish:
            // The program looks for relative paths elsewhere.
            ProxyProgram.shell("-n \"$PWD/state\" -f \"$PWD/varnish.vcl\"") + [
                Example.tool("debian/usr/sbin/varnishd"), "-F", "-j", "none", "-s", "malloc,64m",
                "-a", "127.0.0.1:\(port)", "-p",
                "vmod_path=\(Example.tool("debian/usr/lib/x86_64-linux-gnu/varnish/vmods"))",
            ]
        }
    }

    /// A shell that waits for the program on the following line, and ends it when it is killed itself. Some programs
    /// close all descriptors at the start, including the one by which Foundation knows that the process is running.
    private static func shell(_ options: String = "") -> [String] {
        ["/bin/sh", "-c", "setpriv --pdeathsig KILL -- \"$@\" \(options) & wait", "sh"]
    }

    private static let libraries = [
        "LD_LIBRARY_PATH": ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib/trafficserver"]
            .map { Example.tool("debian/\($0)") }.joined(separator: ":")
    ]
}
