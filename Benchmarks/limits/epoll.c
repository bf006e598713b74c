// About the minimum cost of a server with one thread: a loop over epoll that takes everything that ends in an empty
// line for a request, and writes one answer, made at the start. The cost above this is that of reading requests by the
// rules.
//
//     epoll PORT SITE

#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const char head[] =
    "HTTP/1.1 503 Service Unavailable\r\n"
    "Date: Sat, 21 Nov 2026 12:31:07 GMT\r\n"
    "Content-Type: text/html; charset=utf-8\r\n"
    "Content-Length: %zu\r\n"
    "Cache-Control: no-store\r\n"
    "Retry-After: 60\r\n"
    "%s"
    "\r\n";

static const char closes[] = "Connection: close\r\n";

struct reply {
    char *bytes;
    size_t size;
};

static struct reply kept, closing;

static void fail(const char *what) {
    perror(what);
    exit(71);
}

static struct reply make_reply(const char *site, const char *field) {
    char path[4096];
    static char page[65536];
    snprintf(path, sizeof path, "%s/index.html", site);
    FILE *file = fopen(path, "r");
    if (file == NULL) fail(path);
    size_t size = fread(page, 1, sizeof page, file);
    fclose(file);
    struct reply reply = {malloc(sizeof head + sizeof closes + 20 + size), 0};
    if (reply.bytes == NULL) fail("malloc");
    reply.size = (size_t)sprintf(reply.bytes, head, size, field);
    memcpy(reply.bytes + reply.size, page, size);
    reply.size += size;
    return reply;
}

static int listen_on(int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((in_port_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int on = 1;
    // Accepted sockets inherit TCP_NODELAY.
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0
        || setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0
        || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 4096) != 0)
        fail("listen");
    return listener;
}

static void accept_all(int listener, int epoll) {
    int client;
    while ((client = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        struct epoll_event event = {.events = EPOLLIN, .data.fd = client};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, client, &event) != 0) fail("epoll_ctl");
    }
    if (errno != EAGAIN && errno != ECONNABORTED) fail("accept4");
}

// A request that arrives in parts is complete with its last part. A reply always fits into the socket's buffer, because
// a client sends the next request only after the last reply.
static void serve(int client) {
    static char request[16384];
    ssize_t size = read(client, request, sizeof request);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {
        close(client);
        return;
    }
    if (size < 4 || memcmp(request + size - 4, "\r\n\r\n", 4) != 0) return;
    bool last = memmem(request, (size_t)size, closes, sizeof closes - 1) != NULL;
    const struct reply *reply = last ? &closing : &kept;
    if (write(client, reply->bytes, reply->size) != (ssize_t)reply->size || last) close(client);
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "usage: epoll PORT SITE\n");
        return 64;
    }
    signal(SIGPIPE, SIG_IGN);
    kept = make_reply(arguments[2], "");
    closing = make_reply(arguments[2], closes);
    int listener = listen_on(atoi(arguments[1]));
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) != 0) fail("epoll_ctl");
    for (;;) {
        struct epoll_event events[512];
        int ready = epoll_wait(epoll, events, 512, -1);
        if (ready < 0 && errno != EINTR) fail("epoll_wait");
        for (int index = 0; index < ready; index++) {
            if (events[index].data.fd == listener)
                accept_all(listener, epoll);
            else
                serve(events[index].data.fd);
        }
    }
}
