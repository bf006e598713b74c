#ifndef CLIBEVENT_SHIM_H
#define CLIBEVENT_SHIM_H

// First: event-config.h defines _GNU_SOURCE, and an fd_set declared before and
// after that clashes with the one in Swift's Glibc module.
#include <sys/types.h>

// Swift's Glibc module leaves eventfd out.
#include <sys/eventfd.h>

// Swift's Glibc module leaves dup3 out, which unistd.h declares for _GNU_SOURCE.
int dup3(int oldfd, int newfd, int flags);

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#endif
