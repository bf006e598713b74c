// What Swift's Glibc module leaves out, since the C library declares it for _GNU_SOURCE alone.

#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

#include <stddef.h>

// memmem(3)
void *memmem(const void *haystack, size_t haystacklen, const void *needle, size_t needlelen);

// memfd_create(2)
int memfd_create(const char *name, unsigned int flags);

enum {
    CLINUX_MFD_CLOEXEC = 0x1,
    CLINUX_MFD_ALLOW_SEALING = 0x2,
};

// fcntl(2)
enum {
    CLINUX_F_ADD_SEALS = 1033,
    CLINUX_F_SEAL_SEAL = 0x1,
    CLINUX_F_SEAL_SHRINK = 0x2,
    CLINUX_F_SEAL_GROW = 0x4,
    CLINUX_F_SEAL_WRITE = 0x8,
};

#endif
