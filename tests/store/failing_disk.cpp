// SPDX-License-Identifier: Apache-2.0
// Preloaded before the C library: the n-th write or sync of a file below a folder fails.
//   FAILING_DISK_AT=n  FAILING_DISK_ERROR=errno  FAILING_DISK_UNDER=folder
//   FAILING_DISK_FOR_EVER=1: and each one after it
// A test that links it in sets its plan with failing_disk_plan().
#include <dlfcn.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

std::atomic<long> calls{0};
std::atomic<int> fired{0};

struct Plan {
    char folder[4096] = "";
    long at = 0;  // 0: nothing fails
    int error = EIO;
    bool for_ever = false;
};

Plan plan_of_environment() {
    Plan plan;
    char const* const folder = std::getenv("FAILING_DISK_UNDER");
    char const* const at = std::getenv("FAILING_DISK_AT");
    if (folder == nullptr || at == nullptr) return plan;
    std::snprintf(plan.folder, sizeof plan.folder, "%s", folder);
    plan.at = std::atol(at);
    char const* const error = std::getenv("FAILING_DISK_ERROR");
    if (error != nullptr) plan.error = std::atoi(error);
    plan.for_ever = std::getenv("FAILING_DISK_FOR_EVER") != nullptr;
    return plan;
}

Plan& the_plan() {
    static Plan plan = plan_of_environment();
    return plan;
}

bool is_under_folder(int file, char const* folder) {
    char link[64];
    char path[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t const size = readlink(link, path, sizeof path - 1);
    if (size <= 0) return false;
    path[size] = '\0';
    return std::strncmp(path, folder, std::strlen(folder)) == 0;
}

bool fails(int file) {
    Plan const& plan = the_plan();
    if (plan.at == 0 || !is_under_folder(file, plan.folder)) return false;
    long const call = ++calls;
    if (call < plan.at || (call > plan.at && !plan.for_ever)) return false;
    fired = 1;
    errno = plan.error;
    return true;
}

template <class Function>
Function next(char const* name) {
    return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int failing_disk_fired() {
    return fired;
}

// For a process that has it linked in: another plan, counted from now on. Not while threads write.
void failing_disk_plan(char const* folder, long at, int error, int for_ever) {
    Plan& plan = the_plan();
    std::snprintf(plan.folder, sizeof plan.folder, "%s", folder);
    plan.at = at;
    plan.error = error;
    plan.for_ever = for_ever != 0;
    calls = 0;
    fired = 0;
}

ssize_t pwrite64(int file, void const* data, std::size_t size, off64_t at) {
    static auto const real = next<decltype(&pwrite64)>("pwrite64");
    return fails(file) ? -1 : real(file, data, size, at);
}
ssize_t pwrite(int file, void const* data, std::size_t size, off_t at) {
    static auto const real = next<decltype(&pwrite)>("pwrite");
    return fails(file) ? -1 : real(file, data, size, at);
}
ssize_t pwritev64(int file, iovec const* parts, int count, off64_t at) {
    static auto const real = next<decltype(&pwritev64)>("pwritev64");
    return fails(file) ? -1 : real(file, parts, count, at);
}
ssize_t pwritev(int file, iovec const* parts, int count, off_t at) {
    static auto const real = next<decltype(&pwritev)>("pwritev");
    return fails(file) ? -1 : real(file, parts, count, at);
}
ssize_t writev(int file, iovec const* parts, int count) {
    static auto const real = next<decltype(&writev)>("writev");
    return fails(file) ? -1 : real(file, parts, count);
}
int fdatasync(int file) {
    static auto const real = next<decltype(&fdatasync)>("fdatasync");
    return fails(file) ? -1 : real(file);
}
int fsync(int file) {
    static auto const real = next<decltype(&fsync)>("fsync");
    return fails(file) ? -1 : real(file);
}
}
