import Testing

/// A configuration of HAProxy, and its properties that tests depend on.
struct Configuration: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    /// The options of `maintenance` for the configuration.
    var options: [String] = []
    /// The backend of the primaries, and their names there.
    var backend = "app"
    var primaries = ["app1", "app2"]
    /// The proxy that checks the server `maintenance`.
    var maintenance = "app"
    /// HAProxy's longest time from a primary's return to its next visitor: the interval of checks, times `rise`.
    var checkTime = Duration.seconds(2)

    /// A primary that goes down resets connections that it has not accepted. HAProxy then asks another server with
    /// `retry-on empty-response`, and answers 502 without it.
    private static let defaults = """
        defaults
            mode http
            timeout client 30s
            timeout server 30s
            timeout connect 2s
            option redispatch
            retries 4
            retry-on conn-failure empty-response
            default-server inter 1s observe layer4 error-limit 1 on-error mark-down

        frontend www
            bind :80

        """

    static let all: [Configuration] = [
        Configuration(
            testDescription: "a bare check",
            text: defaults + """
                    default_backend app

                backend app
                    server app1 127.0.0.1:8080 check
                    server app2 127.0.0.1:8081 check
                    server maintenance 127.0.0.1:8088 check backup

                """),
        // HAProxy sends all three OPTIONS / HTTP/1.0.
        Configuration(
            testDescription: "option httpchk",
            text: defaults + """
                    default_backend app

                backend app
                    option httpchk
                    server app1 127.0.0.1:8080 check
                    server app2 127.0.0.1:8081 check
                    server maintenance 127.0.0.1:8088 check backup

                """),
        // All servers of a backend have the same checks, and the primaries do not answer 503. So maintenance has a
        // separate proxy, and the backup is that proxy, by an abstract socket named after the port.
        Configuration(
            testDescription: "http-check expect status 503",
            text: defaults + """
                    default_backend app

                backend app
                    server app1 127.0.0.1:8080 check
                    server app2 127.0.0.1:8081 check
                    server backup abns@127.0.0.1:8088 backup

                listen maintenance
                    bind abns@127.0.0.1:8088
                    option httpchk GET /
                    http-check expect status 503
                    server maintenance 127.0.0.1:8088 check

                """,
            maintenance: "maintenance"),
        Configuration(
            testDescription: "send-proxy, a bare check",
            text: defaults + """
                    default_backend app

                backend app
                    server app1 127.0.0.1:8080 check
                    server app2 127.0.0.1:8081 check
                    server maintenance 127.0.0.1:8088 send-proxy check backup

                """,
            options: ["--proxy-protocol"]),
        // HAProxy's checks send LOCAL. The header contains a checksum and may contain more.
        Configuration(
            testDescription: "send-proxy-v2, option httpchk",
            text: defaults + """
                    default_backend app

                backend app
                    option httpchk
                    server app1 127.0.0.1:8080 check
                    server app2 127.0.0.1:8081 check
                    server maintenance 127.0.0.1:8088 send-proxy-v2 proxy-v2-options crc32c,ssl check backup

                """,
            options: ["--proxy-protocol"]),
        // The servers in the configuration of operators of ftw.maintenanceserver.
        Configuration(
            testDescription: "ftw.maintenanceserver's",
            text: defaults + """
                    default_backend plone

                backend plone
                    cookie SERVERID insert indirect nocache
                    server plone1 127.0.0.1:8080 cookie p1 check downinter 15s maxconn 5 rise 1 slowstart 60s
                    server plone2 127.0.0.1:8081 cookie p2 check downinter 15s maxconn 5 rise 1 slowstart 60s
                    server maintenance 127.0.0.1:8088 check backup

                """,
            backend: "plone", primaries: ["plone1", "plone2"], maintenance: "plone", checkTime: .seconds(15)),
    ]
}
