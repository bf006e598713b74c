import Testing

/// A typical configuration of operators, in which the rules find no error and no warning.
struct SoundConfiguration: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    /// The last version of HAProxy that is known to accept the configuration; nil if all do.
    private let lastVersion: [Int]?

    /// In `text` the lines of a section follow a colon, and are separated by semicolons.
    init(_ description: String, _ text: String, lastVersion: [Int]? = nil) {
        testDescription = description
        self.lastVersion = lastVersion
        let sections = text.split(separator: "\n").map { section in
            let parts = section.split(separator: ": ", maxSplits: 1)
            let lines = parts.dropFirst().first?.split(separator: "; ") ?? []
            return "\(parts[0])\n" + lines.map { "    \($0)\n" }.joined()
        }
        self.text = sections.joined()
    }

    func isAccepted(by version: [Int]) -> Bool { lastVersion.map { !$0.lexicographicallyPrecedes(version) } ?? true }

    private static let defaults =
        "defaults: mode http; timeout connect 2s; timeout client 30s; timeout server 30s; option redispatch; retries 4; "
        + "retry-on conn-failure empty-response; default-server inter 1s observe layer4 error-limit 1 on-error mark-down"
    private static let www = "frontend www: bind :80; default_backend app"
    private static let once = "http-request disable-l7-retry unless METH_GET"
    private static let backup = "\(once); server maintenance 127.0.0.1:8088 check backup"
    private static let apps = "server app1 10.0.0.1:80 check; server app2 10.0.0.2:80 check"

    static let all = [
        SoundConfiguration("two applications", "\(defaults)\n\(www)\nbackend app: \(apps); \(backup)"),
        SoundConfiguration(
            "one application", "\(defaults)\n\(www)\nbackend app: server app 10.0.0.1:80 check; \(backup)"),
        SoundConfiguration(
            "a listen section", "\(defaults)\nlisten www: bind :80; balance leastconn; \(apps); \(backup)"),
        SoundConfiguration(
            "global settings and logs",
            "global: log /dev/log local0; chroot /tmp; maxconn 20000; stats socket /tmp/s mode 660 level admin\n\(defaults)\n"
                + "\(www)\nbackend app: option httplog; log global; option dontlognull; \(apps); \(backup)"),
        SoundConfiguration(
            "option httpchk alone", "\(defaults)\n\(www)\nbackend app: option httpchk; \(apps); \(backup)"),
        SoundConfiguration(
            "httpchk OPTIONS in the old style",
            #"\#(defaults)\#n\#(www)\#nbackend app: option httpchk OPTIONS * HTTP/1.1\r\nHost:\ www; \#(apps); \#(backup)"#,
            lastVersion: [2, 6]),
        SoundConfiguration(
            "http-check send with a host",
            "\(defaults)\n\(www)\nbackend app: option httpchk; http-check send meth OPTIONS uri / ver HTTP/1.1 hdr Host a.example; "
                + "http-check expect status 200,204; \(apps); \(backup)"),
        SoundConfiguration(
            "httpchk GET, and a backup without check",
            "\(defaults)\n\(www)\nbackend app: option httpchk GET /health; \(once); \(apps); server maintenance 127.0.0.1:8088 backup"
        ),
        SoundConfiguration(
            "httpchk GET, and a backup that tracks",
            "\(defaults)\n\(www)\nbackend app: option httpchk GET /health; \(once); \(apps); server maintenance 127.0.0.1:8088 track checks/m backup\n"
                + "backend checks: server m 127.0.0.1:8088 check"),
        SoundConfiguration(
            "httpchk GET that accepts 200 and 503",
            "\(defaults)\n\(www)\nbackend app: option httpchk GET /health; "
                + "http-check expect rstatus ^(200|503)$; \(apps); \(backup)"),
        SoundConfiguration(
            "httpchk replaced by tcp-check",
            "\(defaults)\n\(www)\nbackend app: option httpchk GET /; option tcp-check; tcp-check connect; \(apps); \(backup)"
        ),
        SoundConfiguration(
            "cookies of the applications",
            "\(defaults)\n\(www)\nbackend app: cookie SRV insert indirect nocache; server app1 10.0.0.1:80 check cookie a; "
                + "server app2 10.0.0.2:80 check cookie b; \(backup)"),
        SoundConfiguration(
            "a stick table",
            "\(defaults)\n\(www)\nbackend app: stick-table type ip size 1m expire 30m; stick on src; \(apps); \(backup) non-stick"
        ),
        SoundConfiguration(
            "a stick table that counts",
            "\(defaults)\n\(www)\nbackend app: stick-table type ip size 1m expire 30m store http_req_rate(10s); "
                + "http-request track-sc0 src; http-request deny deny_status 429 if { sc_http_req_rate(0) gt 100 }; \(apps); \(backup)"
        ),
        SoundConfiguration(
            "TLS to the applications",
            "\(defaults)\n\(www)\nbackend app: default-server ssl verify none; \(apps); \(backup) no-ssl"),
        SoundConfiguration(
            "HTTP/2 to the applications",
            "\(defaults)\n\(www)\nbackend app: default-server proto h2; \(apps); \(backup) proto h1"),
        SoundConfiguration(
            "PROXY headers to the applications",
            "\(defaults)\n\(www)\nbackend app: default-server send-proxy; \(apps); \(backup) no-send-proxy"),
        SoundConfiguration(
            "checks on another port",
            "\(defaults)\n\(www)\nbackend app: default-server port 9000; \(apps); \(backup) port 8088"),
        SoundConfiguration(
            "limits of the applications",
            "\(defaults)\n\(www)\nbackend app: balance leastconn; server app1 10.0.0.1:80 check maxconn 50 slowstart 60s; "
                + "\(backup) maxconn 10000"),
        SoundConfiguration(
            "retries of GET alone",
            "\(defaults)\n\(www)\nbackend app: retry-on conn-failure empty-response; "
                + "\(apps); \(backup)"),
        SoundConfiguration(
            "a planned switch",
            "\(defaults)\nfrontend www: bind :80; use_backend planned if { str(a) -m str b }; default_backend app\n"
                + "backend app: \(apps); \(backup)\nbackend planned: server maintenance 127.0.0.1:8088"),
        SoundConfiguration(
            "planned maintenance with the applications as backups",
            "\(defaults)\nfrontend www: bind :80; use_backend maintenance if { nbsrv(planned) gt 0 }; default_backend app\n"
                + "backend planned: option httpchk GET /switch; server switch 127.0.0.1:9088 check\n"
                + "backend maintenance: \(once); server maintenance 127.0.0.1:8088 check; server app1 10.0.0.1:443 ssl verify none check backup\n"
                + "backend app: server app1 10.0.0.1:443 ssl verify none check; \(backup)"),
        SoundConfiguration(
            "a frontend that counts servers",
            "\(defaults)\nfrontend www: bind :80; acl down nbsrv(app) lt 1; use_backend sorry if down; default_backend app\n"
                + "backend app: \(apps)\nbackend sorry: server maintenance 127.0.0.1:8088"),
        SoundConfiguration(
            "statistics",
            "\(defaults)\n\(www)\nbackend app: \(apps); \(backup)\nlisten stats: bind :8404; stats enable; stats uri /; stats refresh 10s"
        ),
        SoundConfiguration(
            "a redirect to HTTPS",
            "\(defaults)\nfrontend plain: bind :80; http-request redirect scheme https unless { ssl_fc }\n"
                + "frontend www: bind :443 ssl crt /etc/site.pem alpn h2,http/1.1; default_backend app\nbackend app: \(apps); \(backup)"
        ),
        SoundConfiguration(
            "certificates renewed by ACME",
            "\(defaults)\nfrontend www: bind :80; acl acme path_beg /.well-known/acme-challenge/; use_backend acme if acme; "
                + "default_backend app\nbackend app: \(apps); \(backup)\nbackend acme: server certbot 127.0.0.1:8888"),
        SoundConfiguration(
            "a database",
            "\(defaults)\n\(www)\nbackend app: \(apps); \(backup)\nlisten db: bind :3306; mode tcp; option mysql-check user haproxy; "
                + "server db1 10.0.0.5:3306 check; server db2 10.0.0.6:3306 check backup"),
        SoundConfiguration(
            "a separate proxy for maintenance",
            "\(defaults)\n\(www)\nbackend app: option httpchk GET /health; http-check expect status 200; \(apps); "
                + "\(once); server maintenance abns@maintenance backup\nlisten maintenance: bind abns@maintenance; option httpchk GET /; "
                + "http-check expect status 503; server maintenance 127.0.0.1:8088 check"),
        SoundConfiguration(
            "named defaults",
            "defaults base: mode http; timeout connect 2s; timeout client 30s; timeout server 30s\n"
                + "defaults sturdy from base: option redispatch; retries 4; retry-on conn-failure empty-response; default-server inter 1s observe layer4 error-limit 1 "
                + "on-error mark-down\nfrontend www from base: bind :80; default_backend app\nbackend app from sturdy: \(apps); \(backup)"
        ),
        SoundConfiguration(
            "fields of the applications' answers",
            "\(defaults)\n\(www)\nbackend app: http-response set-header Cache-Control max-age=60 if { status 200 }; "
                + "http-response del-header Server; http-response set-header X-Frame-Options DENY; \(apps); \(backup)"),
        SoundConfiguration(
            "the error pages of HAProxy itself",
            "\(defaults)\n\(www)\nbackend app: http-error status 502 content-type text/plain string Sorry; "
                + "http-response return status 404 content-type text/plain string Lost if { status 404 }; \(apps); \(backup)"
        ),
        SoundConfiguration(
            "a template and resolvers",
            "resolvers dns: nameserver one 10.0.0.53:53\n\(defaults)\n\(www)\nbackend app: retries 10; "
                + "server-template app 10 _http._tcp.app.example:80 check resolvers dns init-addr none; \(backup)"),
        SoundConfiguration(
            "several sites by maps",
            "\(defaults)\nfrontend www: bind :80; use_backend %[req.hdr(host),lower]; default_backend a\n"
                + "backend a: \(apps); \(backup)\nbackend b: \(apps); \(backup)"),
        SoundConfiguration(
            "several backups",
            "\(defaults)\n\(www)\nbackend app: option allbackups; \(apps); \(backup); server m2 10.0.0.9:8088 check backup"
        ),
        SoundConfiguration(
            "a websocket and compression",
            "\(defaults)\n\(www)\nbackend app: timeout tunnel 1h; compression algo gzip; compression type text/html; option forwardfor; "
                + "http-request set-header X-Forwarded-Proto http; http-reuse safe; \(apps); \(backup)"),
        SoundConfiguration(
            "a listen section for TLS alone, in mode tcp",
            "\(defaults)\nlisten tls: bind :443; mode tcp; option ssl-hello-chk; server a 10.0.0.1:443 check; server b 10.0.0.2:443 check"
        ),
        SoundConfiguration(
            "TLS that is passed to the applications, one of which stands by",
            "\(defaults)\nfrontend tls: mode tcp; bind :443; tcp-request inspect-delay 5s; "
                + "tcp-request content accept if { req.ssl_hello_type 1 }; default_backend app\n"
                + "backend app: mode tcp; server a 10.0.0.1:443 check; server b 10.0.0.2:443 check backup"),
        SoundConfiguration(
            "TLS that is passed to the applications, and ended before the page",
            "\(defaults)\nfrontend tls: mode tcp; bind :443; default_backend app\n"
                + "backend app: mode tcp; default-server on-marked-up shutdown-backup-sessions; server a 10.0.0.1:443 check; "
                + "server maintenance abns@maintenance-tls check backup\n"
                + "listen maintenance-tls: bind abns@maintenance-tls ssl crt /etc/site.pem; server maintenance 127.0.0.1:8088"
        ),
        SoundConfiguration(
            "a redirect in place of servers",
            "\(defaults)\n\(www)\nbackend app: \(apps); \(backup)\nfrontend old: bind :81; default_backend moved\n"
                + "backend moved: http-request redirect prefix https://new.example; server none 10.0.0.9:80"),
        SoundConfiguration(
            "PHP by FastCGI",
            "fcgi-app php: docroot /srv; index index.php; path-info ^(/.+\\.php)(/.*)?$\n\(defaults)\n\(www)\nbackend app: "
                + "use-fcgi-app php; server php1 10.0.0.1:9000 proto fcgi check; server php2 10.0.0.2:9000 proto fcgi check; \(backup)"
        ),
        SoundConfiguration(
            "slow checks that quicken",
            "\(defaults)\n\(www)\nbackend app: default-server inter 1m downinter 31s fastinter 1s rise 3; \(apps); \(backup)"
        ),
        SoundConfiguration(
            "an error limit that few tries reach",
            "\(defaults)\n\(www)\nbackend app: retries 8; default-server error-limit 4; \(apps); \(backup)"),
        SoundConfiguration(
            "no TLS in the checks, which the backup lacks",
            "\(defaults)\n\(www)\nbackend app: default-server check-ssl verify none; \(apps); \(once); server maintenance 127.0.0.1:8088 backup"
        ),
        SoundConfiguration(
            "answers that browsers must ask for again",
            "\(defaults)\n\(www)\nbackend app: http-response set-header Cache-Control private; "
                + "http-response set-header Cache-Control \"max-age=0, must-revalidate\"; \(apps); \(backup)"),
        SoundConfiguration(
            "error pages for the answers of applications alone",
            "\(defaults)\n\(www)\nbackend app: acl broken status 500 502; "
                + "http-response return status 500 content-type text/plain string Sorry if broken; "
                + "http-response set-status 404 unless { status 503 }; \(apps); \(backup)"),
        SoundConfiguration(
            "dynamic cookies that the page does not get",
            "\(defaults)\n\(www)\nbackend app: cookie SRV insert indirect nocache dynamic; dynamic-cookie-key k; "
                + "http-after-response del-header Set-Cookie if { res.hdr(Maintenance) -m found }; \(apps); \(backup)"),
        SoundConfiguration(
            "the place of a line",
            "\(defaults)\n\(www)\nbackend app: http-response set-header X-Line \"${.FILE}:${.LINE}\"; \(apps); \(backup)"
        ),
    ]
}
