extension ProxyProgram {
    /// Files beside the configuration. A file with the name of one of the configuration is appended to it.
    var surroundings: [String: String] {
        switch self {
        case .apache: ["main.conf": ProxyProgram.apacheMain]
        // Caddy's administrative listener has a fixed port.
        case .caddy, .caddy26: ["main": "{\n\tadmin off\n}\nimport Caddyfile\n"]
        case .nginx: ["main.conf": ProxyProgram.nginxMain]
        case .squid: ["main.conf": ProxyProgram.squidMain]
        case .trafficServer: ProxyProgram.trafficServerFiles
        case .envoy, .traefik, .varnish: [:]
        }
    }

    private static let apacheModules = [
        "mpm_event", "authz_core", "headers", "proxy", "proxy_http", "slotmem_shm", "proxy_balancer",
        "lbmethod_byrequests",
    ].map { "LoadModule \($0)_module \(Example.tool("debian/usr/lib/apache2/modules/mod_\($0).so"))" }

    private static let apacheMain = """
        Listen 127.0.0.1:@port@
        ServerName localhost
        PidFile httpd.pid
        DefaultRuntimeDir .
        ErrorLog /dev/stderr
        \(apacheModules.joined(separator: "\n"))
        ServerLimit 1
        ThreadsPerChild 32
        MaxRequestWorkers 32
        Include apache.conf
        """

    /// The contents of Debian's nginx.conf around conf.d, with other paths for writing. One process, so that none is
    /// left behind.
    private static let nginxMain = """
        daemon off;
        master_process off;
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

    private static let squidMain = """
        include squid.conf
        pid_filename none
        access_log none
        cache_log /dev/null
        coredump_dir none
        pinger_enable off
        shutdown_lifetime 0 seconds
        mime_table \(Example.tool("debian/usr/share/squid/mime.conf"))
        icon_directory \(Example.tool("debian/usr/share/squid/icons"))
        error_directory \(Example.tool("debian/usr/share/squid/errors/templates"))
        unlinkd_program \(Example.tool("debian/usr/lib/squid/unlinkd"))

        """

    private static let trafficServerFiles = [
        "runroot.yaml": """
        prefix: @directory@
        exec_prefix: @directory@
        sysconfdir: @directory@
        bindir: \(Example.tool("debian/usr/bin"))
        sbindir: \(Example.tool("debian/usr/bin"))
        datadir: @directory@
        includedir: @directory@
        libdir: \(Example.tool("debian/usr/lib/trafficserver"))
        libexecdir: \(Example.tool("debian/usr/lib/trafficserver/modules"))
        localstatedir: @directory@
        runtimedir: @directory@/run
        logdir: @directory@/log
        cachedir: @directory@/cache
        mandir: @directory@
        infodir: @directory@
        """,
        "records.config": """

        CONFIG proxy.config.admin.user_id STRING #-1
        CONFIG proxy.config.crash_log_helper STRING NULL
        CONFIG proxy.config.log.logging_enabled INT 0
        CONFIG proxy.config.exec_thread.autoconfig INT 0
        CONFIG proxy.config.exec_thread.limit INT 1
        CONFIG proxy.config.exec_thread.affinity INT 0
        CONFIG proxy.config.body_factory.template_sets_dir STRING \(Example.tool("debian/etc/trafficserver/body_factory"))
        CONFIG proxy.config.diags.output.error STRING E

        """,
        "storage.config": "cache 32M\n",
        "ip_allow.yaml": """
        ip_allow:
          - apply: in
            ip_addrs: 127.0.0.1
            action: allow
            methods: ALL
        """,
        // The directories that the program writes to have to exist.
        "run/.keep": "", "log/.keep": "", "cache/.keep": "",
    ]
}
