// A load with one connection per request, each of which begins with a PROXY protocol v2 header. wrk cannot send one.
// Prints a line of JSON with the same fields as bench/load.lua.
//
//     connections PORT PATH CONNECTIONS SECONDS

#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// The microseconds up to which latencies are distinguished.
enum { LONGEST = 1 << 20, MOST = 1024 };

// The client 192.0.2.60:54321 and the server 198.51.100.80:443, in the header of HAProxy's `send-proxy-v2`.
static const char proxy_header[] =
    "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x3c\xc6\x33\x64\x50\xd4\x31\x01\xbb";

struct connection {
    int descriptor;
    uint64_t began;
    size_t received;
    bool is_failure;
};

static struct {
    uint64_t requests, bytes, connect, read, write, status;
    uint32_t latencies[LONGEST];
} counts;

static struct sockaddr_in server = {.sin_family = AF_INET};
static char request[4096];
static size_t request_size;
static int epoll;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

static void fail(const char *what) {
    perror(what);
    exit(71);
}

// On loopback a connection is established at once if the server's backlog has room.
static void begin(struct connection *connection) {
    for (;;) {
        *connection = (struct connection){.descriptor = socket(AF_INET, SOCK_STREAM, 0), .began = now()};
        if (connection->descriptor < 0) fail("socket");
        int on = 1;
        setsockopt(connection->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
        if (connect(connection->descriptor, (struct sockaddr *)&server, sizeof server) != 0)
            counts.connect++;
        else if (send(connection->descriptor, request, request_size, MSG_NOSIGNAL) != (ssize_t)request_size)
            counts.write++;
        else if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection->descriptor, &event) == 0)
            return;
        close(connection->descriptor);
    }
}

// Returns whether the connection is over.
static bool receive(struct connection *connection) {
    static char reply[1 << 16];
    ssize_t size = recv(connection->descriptor, reply, sizeof reply, MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return false;
    if (size > 0) {
        if (connection->received == 0) connection->is_failure = size > 9 && reply[9] >= '4';
        connection->received += (size_t)size;
        return false;
    }
    close(connection->descriptor);
    if (size < 0 || connection->received == 0) {
        counts.read++;
        return true;
    }
    uint64_t latency = now() - connection->began;
    counts.latencies[latency < LONGEST ? latency : LONGEST - 1]++;
    counts.requests++;
    counts.bytes += connection->received;
    counts.status += connection->is_failure;
    return true;
}

static int percentile(double part) {
    uint64_t wanted = (uint64_t)((double)counts.requests * part), found = 0;
    int latency = 0;
    while (latency < LONGEST - 1 && (found += counts.latencies[latency]) <= wanted) latency++;
    return latency;
}

int main(int count, char **arguments) {
    static struct connection connections[MOST];
    int open = count == 5 ? atoi(arguments[3]) : 0;
    if (open < 1 || open > MOST) {
        fprintf(stderr, "usage: connections PORT PATH CONNECTIONS SECONDS\n");
        return 64;
    }
    server.sin_port = htons((in_port_t)atoi(arguments[1]));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    memcpy(request, proxy_header, sizeof proxy_header - 1);
    request_size = sizeof proxy_header - 1;
    request_size += (size_t)snprintf(
        request + request_size, sizeof request - request_size,
        "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", arguments[2]);
    epoll = epoll_create1(0);
    if (epoll < 0) fail("epoll_create1");

    uint64_t start = now(), end = start + (uint64_t)atoi(arguments[4]) * 1000000;
    for (int index = 0; index < open; index++) begin(&connections[index]);
    while (now() < end) {
        struct epoll_event events[MOST];
        int ready = epoll_wait(epoll, events, MOST, 100);
        for (int index = 0; index < ready; index++)
            if (receive(events[index].data.ptr)) begin(events[index].data.ptr);
    }
    printf(
        "{\"requests\": %ju, \"bytes\": %ju, \"duration\": %ju, \"connect\": %ju, \"read\": %ju, \"write\": %ju, "
        "\"timeout\": 0, \"status\": %ju, \"p50\": %d, \"p99\": %d, \"p999\": %d}\n",
        (uintmax_t)counts.requests, (uintmax_t)counts.bytes, (uintmax_t)(now() - start), (uintmax_t)counts.connect,
        (uintmax_t)counts.read, (uintmax_t)counts.write, (uintmax_t)counts.status, percentile(0.5), percentile(0.99),
        percentile(0.999));
}
