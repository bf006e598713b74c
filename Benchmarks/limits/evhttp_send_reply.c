// The minimum cost of libevent's evhttp, used as documented: every request gets the page with 503, by evhttp_send_reply.
// It reads no body, logs nothing, and has no deadlines.
//
//     evhttp_send_reply PORT SITE

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct page {
    char *bytes;
    size_t count;
};

static struct page page, gzipped;

static struct page load(const char *site, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", site, name);
    struct stat status;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &status) != 0) {
        perror(path);
        exit(66);
    }
    struct page loaded = {malloc((size_t)status.st_size), (size_t)status.st_size};
    if (loaded.bytes == NULL || read(file, loaded.bytes, loaded.count) != (ssize_t)loaded.count) {
        perror(path);
        exit(66);
    }
    close(file);
    return loaded;
}

static void answer(struct evhttp_request *request, void *unused) {
    (void)unused;
    struct evkeyvalq *fields = evhttp_request_get_output_headers(request);
    const char *accepted = evhttp_find_header(evhttp_request_get_input_headers(request), "Accept-Encoding");
    const struct page *sent = &page;
    if (accepted != NULL && strstr(accepted, "gzip") != NULL) {
        sent = &gzipped;
        evhttp_add_header(fields, "Content-Encoding", "gzip");
    }
    evhttp_add_header(fields, "Content-Type", "text/html; charset=utf-8");
    evhttp_add_header(fields, "Cache-Control", "no-store");
    evhttp_add_header(fields, "Retry-After", "60");
    evhttp_add_header(fields, "Vary", "Accept-Encoding");
    // By reference: the page lives as long as the process.
    evbuffer_add_reference(evhttp_request_get_output_buffer(request), sent->bytes, sent->count, NULL, NULL);
    evhttp_send_reply(request, 503, "Service Unavailable", NULL);
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "usage: evhttp_send_reply PORT SITE\n");
        return 64;
    }
    page = load(arguments[2], "index.html");
    gzipped = load(arguments[2], "index.html.gz");
    signal(SIGPIPE, SIG_IGN);

    // One thread, and a change list that passes changes to the kernel together, make it cheaper.
    struct event_config *config = event_config_new();
    event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
    event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
    struct event_base *base = event_base_new_with_config(config);
    event_config_free(config);

    struct evhttp *http = evhttp_new(base);
    evhttp_set_gencb(http, answer, NULL);
    if (evhttp_bind_socket(http, "127.0.0.1", (ev_uint16_t)atoi(arguments[1])) != 0) {
        perror("evhttp_bind_socket");
        return 69;
    }
    return event_base_dispatch(base) == 0 ? 0 : 71;
}
