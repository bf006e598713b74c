internal import TestSupport

/// A reverse proxy with an example of its own, in which 127.0.0.1's ports 8080, 8081 and 8088 stand for those of the
/// servers, and 80 is its own.
enum ReverseProxy: CaseIterable {
    case nginx
    case caddy
    case traefik

    private var example: String {
        switch self {
        case .nginx: "nginx.conf"
        case .caddy: "Caddyfile"
        case .traefik: "traefik.yaml"
        }
    }

    /// How the example names port 80, and how it would name another of 127.0.0.1.
    private var front: (own: String, format: (UInt16) -> String) {
        switch self {
        case .nginx: ("listen 80;", { "listen 127.0.0.1:\($0);" })
        case .caddy: (":80 {", { ":\($0) {\n\tbind 127.0.0.1" })
        case .traefik: ("\":80\"", { "\"127.0.0.1:\($0)\"" })
        }
    }

    /// Files beside the example.
    private var files: [String: String] {
        switch self {
        case .nginx:
            // What Debian's nginx.conf has around conf.d, but for where it writes.
            [
                "main.conf": """
                daemon off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    include nginx.conf;
                }
                """
            ]
        // Caddy's own listener for its administration has a fixed port.
        case .caddy: ["main": "{\n\tadmin off\n}\nimport Caddyfile\n"]
        case .traefik: [:]
        }
    }

    private var line: [String] {
        switch self {
        case .nginx: [Example.tool("debian/usr/sbin/nginx"), "-e", "stderr", "-p", ".", "-c", "main.conf"]
        case .caddy: [Example.tool("debian/usr/bin/caddy"), "run", "--config", "main", "--adapter", "caddyfile"]
        case .traefik: [Example.tool("bin/traefik"), "--configFile=traefik.yaml"]
        }
    }

    /// Runs it by the example, with these ports in place of those that the example has.
    func run(port: UInt16, servers: [Int: UInt16]) throws -> Program {
        let text = servers.reduce(try Example.text(of: example)) { text, port in
            text.replacing("127.0.0.1:\(port.key)", with: "127.0.0.1:\(port.value)")
        }
        let own = text.replacing(front.own, with: front.format(port))
        return try Program(line, files: files.merging([example: own]) { _, example in example })
    }
}
