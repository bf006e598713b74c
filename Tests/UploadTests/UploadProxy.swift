internal import TestSupport

/// What stands between the visitor and `maintenance`, which is the backup of an application that is down.
enum UploadProxy: String, CaseIterable, Sendable {
    case haproxy
    /// It takes the whole request before it passes it on.
    case nginx
    case unbufferedNginx = "nginx without request buffering"
    case apache
    case varnish

    /// A proxy that runs.
    enum Running {
        case haproxy(HAProxy)
        case program(Program)

        /// What it has said so far.
        var log: String {
            switch self {
            case .haproxy(let haproxy): haproxy.log
            case .program(let program): program.output
            }
        }
    }

    /// Runs it on that port of 127.0.0.1; HAProxy finds one of its own. Returns the port with it.
    func run(port: UInt16, application: UInt16, maintenance: UInt16) throws -> (UInt16, Running) {
        func filled(_ text: String) -> String {
            text.replacing("127.0.0.1:8080", with: "127.0.0.1:\(application)")
                .replacing("127.0.0.1:8088", with: "127.0.0.1:\(maintenance)")
                .replacing("@port@", with: "\(port)").replacing("@modules@", with: UploadProxy.apacheModules)
        }
        switch self {
        case .haproxy:
            let haproxy = try HAProxy(filled(UploadProxy.haproxyConfiguration))
            return (haproxy.port, .haproxy(haproxy))
        case .nginx, .unbufferedNginx:
            let buffering = "proxy_request_buffering \(self == .nginx ? "on" : "off");"
            let text = filled(UploadProxy.nginxConfiguration).replacing("@buffering@", with: buffering)
            let line = [Example.tool("debian/usr/sbin/nginx"), "-e", "stderr", "-p", ".", "-c", "nginx.conf"]
            return (port, .program(try Program(line, files: ["nginx.conf": text])))
        case .apache:
            // -X: one process, which leaves none behind.
            let line = [Example.tool("debian/usr/sbin/apache2"), "-X", "-d", ".", "-f", "httpd.conf"]
            let text = filled(UploadProxy.apacheConfiguration)
            return (port, .program(try Program(line, files: ["httpd.conf": text], environment: libraries)))
        case .varnish:
            // It looks for the file elsewhere, unless the path is absolute. And it closes all descriptors at the start, one of which tells
            // Foundation that the process lives: so a shell waits for it, and takes it along.
            let line = [
                "/bin/sh", "-c",
                "setpriv --pdeathsig KILL -- \"$@\" -n \"$PWD/state\" -f \"$PWD/default.vcl\" & wait", "sh",
                Example.tool("debian/usr/sbin/varnishd"), "-F", "-j", "none", "-s", "malloc,64m",
                "-a", "127.0.0.1:\(port)", "-p",
                "vmod_path=\(Example.tool("debian/usr/lib/x86_64-linux-gnu/varnish/vmods"))",
            ]
            let text = filled(UploadProxy.varnishConfiguration)
            return (port, .program(try Program(line, files: ["default.vcl": text], environment: libraries)))
        }
    }

    private var libraries: [String: String] {
        ["LD_LIBRARY_PATH": Example.tool("debian/usr/lib/x86_64-linux-gnu")]
    }
}

extension UploadProxy {
    private static let apacheModules = Example.tool("debian/usr/lib/apache2/modules")

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
        daemon off;
        master_process off;
        pid nginx.pid;
        events {}
        http {
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            client_max_body_size 0;
            @buffering@
            proxy_http_version 1.1;
            upstream app {
                server 127.0.0.1:8080 fail_timeout=1s;
                server 127.0.0.1:8088 max_fails=0 backup;
            }
            server {
                listen 127.0.0.1:@port@;
                location / {
                    proxy_pass http://app;
                }
            }
        }

        """

    private static let apacheConfiguration = """
        Listen 127.0.0.1:@port@
        ServerName localhost
        PidFile httpd.pid
        DefaultRuntimeDir .
        ErrorLog /dev/stderr
        LoadModule mpm_event_module @modules@/mod_mpm_event.so
        LoadModule authz_core_module @modules@/mod_authz_core.so
        LoadModule proxy_module @modules@/mod_proxy.so
        LoadModule proxy_http_module @modules@/mod_proxy_http.so
        LoadModule slotmem_shm_module @modules@/mod_slotmem_shm.so
        LoadModule proxy_balancer_module @modules@/mod_proxy_balancer.so
        LoadModule lbmethod_byrequests_module @modules@/mod_lbmethod_byrequests.so
        ServerLimit 1
        ThreadsPerChild 32
        MaxRequestWorkers 32
        <Proxy balancer://app>
            BalancerMember http://127.0.0.1:8080 retry=1
            BalancerMember http://127.0.0.1:8088 status=+H
        </Proxy>
        ProxyPass / balancer://app/

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
