// Functions that Swift's Glibc module lacks: those that the C library declares only for _GNU_SOURCE, variadic ones, and system
// calls without a function in the C library.

#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

#include <asm/unistd.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>

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

// pipe2(2)
int pipe2(int pipefd[2], int flags);

// splice(2)
ssize_t splice(int fd_in, off_t *off_in, int fd_out, off_t *off_out, size_t len, unsigned int flags);

enum {
    CLINUX_SPLICE_F_NONBLOCK = 0x2,
    CLINUX_SPLICE_F_MORE = 0x4,
    CLINUX_F_SETPIPE_SZ = 1031,
};

// environ(7), as long as nobody calls setenv(3)
static inline char **clinux_environment(void) {
    extern char **environ;
    return environ;
}

// syscall(2)
long syscall(long number, ...);

static inline long clinux_syscall(long number, unsigned long first, unsigned long second) {
    return syscall(number, first, second);
}

// vmsplice(2), which only reads the bytes
static inline ssize_t clinux_vmsplice(int pipe, const void *bytes, size_t count, unsigned int flags) {
    const struct {
        const void *bytes;
        size_t count;
    } part = {bytes, count};
    return syscall(__NR_vmsplice, pipe, &part, 1UL, flags);
}

// open(2)
enum {
    CLINUX_O_PATH = 0x200000,
};

// prctl(2)
enum {
    CLINUX_PR_SET_DUMPABLE = 4,
    CLINUX_PR_GET_SECCOMP = 21,
    CLINUX_PR_SET_SECCOMP = 22,
    CLINUX_PR_SET_NO_NEW_PRIVS = 38,
};

// prctl(2), with up to two arguments of a number or an address
static inline int clinux_prctl(long option, unsigned long first, unsigned long second) {
    return (int)syscall(__NR_prctl, option, first, second, 0UL, 0UL);
}

// seccomp(2)
enum {
    CLINUX_SECCOMP_SET_MODE_FILTER = 1,
    CLINUX_SECCOMP_MODE_FILTER = 2,
    CLINUX_SECCOMP_FILTER_FLAG_TSYNC = 0x1,
    CLINUX_SECCOMP_FILTER_FLAG_SPEC_ALLOW = 0x4,
};

static inline int clinux_seccomp(unsigned int operation, unsigned int flags, const void *arguments) {
    return (int)syscall(__NR_seccomp, operation, flags, arguments);
}

// landlock_create_ruleset(2), whose attributes are the three masks of rights that the ruleset handles. The kernel accepts
// unknown attributes if they are 0.
static inline int clinux_landlock_create_ruleset(uint64_t files, uint64_t tcp, uint64_t scoped) {
    const uint64_t attributes[3] = {files, tcp, scoped};
    return (int)syscall(__NR_landlock_create_ruleset, attributes, sizeof attributes, 0U);
}

// landlock_create_ruleset(2) with LANDLOCK_CREATE_RULESET_VERSION
static inline int clinux_landlock_abi(void) {
    return (int)syscall(__NR_landlock_create_ruleset, NULL, (size_t)0, 1U);
}

// landlock_add_rule(2) with LANDLOCK_RULE_PATH_BENEATH
static inline int clinux_landlock_allow(int ruleset, uint64_t rights, int file) {
    const struct {
        uint64_t rights;
        int32_t file;
    } __attribute__((packed)) rule = {rights, file};
    return (int)syscall(__NR_landlock_add_rule, ruleset, 1, &rule, 0U);
}

// landlock_restrict_self(2)
static inline int clinux_landlock_restrict_self(int ruleset) {
    return (int)syscall(__NR_landlock_restrict_self, ruleset, 0U);
}

// sched_getaffinity(2) of the calling thread; returns how many bytes of the mask are written
static inline int clinux_sched_getaffinity(size_t size, void *mask) {
    return (int)syscall(__NR_sched_getaffinity, 0, size, mask);
}

// capget(2) and capset(2) of the calling thread: effective, permitted and inheritable capabilities from 0 to 31, then those from 32.
static const uint32_t clinux_capability_header[2] = {0x20080522, 0};

static inline int clinux_capget(uint32_t sets[6]) {
    return (int)syscall(__NR_capget, clinux_capability_header, sets);
}

static inline int clinux_capset(const uint32_t sets[6]) {
    return (int)syscall(__NR_capset, clinux_capability_header, sets);
}

// fork(2), which Swift's Glibc module declares unavailable
static inline int clinux_fork(void) {
    extern int fork(void);
    return fork();
}

#endif
