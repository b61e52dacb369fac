// SPDX-License-Identifier: Apache-2.0
// Preloaded into a program whose store may be lost at a power cut: nothing waits for the disk. The
// soak does in minutes what would wait hours for two million commits; it asks how much a store
// holds, not what it survives. The program itself has no such switch (decisions/0002).
#include <dlfcn.h>
#include <fcntl.h>

#include <cstdarg>

namespace {

using OpenFile = int (*)(char const*, int, ...);

int open_without_sync(char const* name, char const* path, int flags, mode_t mode) {
    static_assert(sizeof(void*) == sizeof(OpenFile));
    auto const real = reinterpret_cast<OpenFile>(dlsym(RTLD_NEXT, name));
    return real(path, flags & ~(O_SYNC | O_DSYNC), mode);
}

}  // namespace

extern "C" {

int fsync(int) {
    return 0;
}
int fdatasync(int) {
    return 0;
}
int open(char const* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t const mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_without_sync("open", path, flags, mode);
}
int open64(char const* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    mode_t const mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_without_sync("open64", path, flags, mode);
}
}
