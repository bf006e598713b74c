# Varnish 7 in front of two application servers, with maintenance for when both are down.
# Try it as /etc/varnish/default.vcl with `varnishd -C -f default.vcl`, and by stopping the applications.
vcl 4.1;

import directors;

# Choose a request that your applications answer with 200. maintenance answers OPTIONS with 200, and GET with 503.
probe health {
    .request = "OPTIONS / HTTP/1.1" "Host: www.example.org" "Connection: close";
    .interval = 1s;
    .timeout = 1s;
    .window = 2;
    .threshold = 1;
    .initial = 1;
}

backend app1 { .host = "127.0.0.1"; .port = "8080"; .connect_timeout = 2s; .probe = health; }
backend app2 { .host = "127.0.0.1"; .port = "8081"; .connect_timeout = 2s; .probe = health; }

# maintenance needs no probe, because no server follows it.
backend maintenance { .host = "127.0.0.1"; .port = "8088"; .connect_timeout = 2s; }

sub vcl_init {
    new app = directors.round_robin();
    app.add_backend(app1);
    app.add_backend(app2);

    # Used only while all others are down.
    new site = directors.fallback();
    site.add_backend(app.backend());
    site.add_backend(maintenance);
}

sub vcl_recv {
    set req.backend_hint = site.backend();

    # The log of maintenance names the client by X-Forwarded-For. Varnish appends to this field, so the client's value is
    # replaced.
    set req.http.X-Forwarded-For = client.ip;
    unset req.http.Forwarded;

    # Varnish would pipe an unknown method such as PROPFIND, and a pipe tries no other server.
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
}

sub vcl_backend_error {
    # For requests before the probes notice. A GET that fails goes to another application. Requests with other methods may have
    # done their work, so they go to maintenance at once, and so does every request that fails twice.
    if (bereq.retries == 0 && (bereq.method == "GET" || bereq.method == "HEAD")) {
        return (retry);
    }
    if (bereq.retries <= 1 && bereq.backend != maintenance) {
        set bereq.backend = maintenance;
        return (retry);
    }
}

sub vcl_backend_response {
    if (beresp.http.Maintenance) {
        # The page does not replace a copy of the live site that Varnish still has.
        if (bereq.is_bgfetch) {
            return (abandon);
        }
        # No answer of an outage is visible after it.
        set beresp.uncacheable = true;
        set beresp.ttl = 120s;
        return (deliver);
    }
}
