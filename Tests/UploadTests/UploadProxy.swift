internal import TestSupport

/// The proxy between the visitor and `maintenance`, which is the backup of an application that is down.
enum UploadProxy: String, CaseIterable, Sendable {
    case haproxy
    /// Whether it receives the whole request before it passes it on.
    case nginx
    case unbufferedNginx = "nginx without request buffering"
    case apache
    case varnish

    /// A running proxy.
    enum Running {
        case haproxy(HAProxy)
        case program(Program)

        /// Its output so far.
        var log: String {
            switch self {
            case .haproxy(let haproxy): haproxy.log
            case .program(let program): program.output
            }
        }
    }

    /// Runs it on that port of 127.0.0.1, or HAProxy on a free one. Returns the port with it.
    func run(port: UInt16, application: UInt16, maintenance: UInt16) throws -> (UInt16, Running) {
        func run(_ program: ProxyProgram, _ name: String, _ text: String) throws -> (UInt16, Running) {
            let servers = [8080: application, 8088: maintenance]
            return (port, .program(try program.run([name: text], port: port, servers: servers)))
        }
        switch self {
        case .haproxy:
            let text = UploadProxy.haproxyConfiguration.replacing("8080", with: "\(application)")
                .replacing("8088", with: "\(maintenance)")
            let haproxy = try HAProxy(text)
            return (haproxy.port, .haproxy(haproxy))
        case .nginx, .unbufferedNginx:
            let buffering = "proxy_request_buffering \(self == .nginx ? "on" : "off");"
            return try run(
                .nginx, "nginx.conf", UploadProxy.nginxConfiguration.replacing("@buffering@", with: buffering))
        case .apache: return try run(.apache, "apache.conf", UploadProxy.apacheConfiguration)
        case .varnish: return try run(.varnish, "varnish.vcl", UploadProxy.varnishConfiguration)
        }
    }
}

extension UploadProxy {
    private static let haproxyConfiguration = """
        defaults
            mode http
            timeout client 30s
            timeout server 30s
            timeout connect 2s

        frontend www
            bind :80
            default_backend app

        backend app
            server app1 127.0.0.1:8080 check
            server maintenance 127.0.0.1:8088 check backup

        """

    private static let nginxConfiguration = """
        client_max_body_size 0;
        @buffering@
        proxy_http_version 1.1;
        upstream app {
            server 127.0.0.1:8080 fail_timeout=1s;
            server 127.0.0.1:8088 max_fails=0 backup;
        }
        server {
            listen 80;
            location / {
                proxy_pass http://app;
            }
        }

        """

    private static let apacheConfiguration = """
        <VirtualHost *:80>
            <Proxy balancer://app>
                BalancerMember http://127.0.0.1:8080 retry=1
                BalancerMember http://127.0.0.1:8088 status=+H
            </Proxy>
            ProxyPass / balancer://app/
        </VirtualHost>

        """

    private static let varnishConfiguration = """
        vcl 4.1;
        import directors;
        backend app1 { .host = "127.0.0.1:8080"; .probe = { .url = "/"; .interval = 1s; } }
        backend maintenance { .host = "127.0.0.1:8088"; }
        sub vcl_init {
            new app = directors.fallback();
            app.add_backend(app1);
            app.add_backend(maintenance);
        }
        sub vcl_recv {
            set req.backend_hint = app.backend();
        }

        """
}
