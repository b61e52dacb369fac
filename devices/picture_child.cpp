// SPDX-License-Identifier: Apache-2.0
// The child's side of picture_reader.hpp. One thread, nothing open but the two pipes, so it may
// fork for each pass.
#include "devices/picture_reader.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

namespace wms::devices {
namespace {

constexpr rlim_t memory_max = 1024UL * 1024 * 1024;
constexpr rlim_t processor_seconds_max = 10;  // of each pass alone

void limit(__rlimit_resource what, rlim_t value) {
    rlimit const both{value, value};
    setrlimit(what, &both);
}

void take_limits() {
    // An orphan would look on for nobody.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, 16);
    limit(RLIMIT_CPU, processor_seconds_max);
#ifndef __SANITIZE_ADDRESS__  // the sanitizer maps terabytes
    limit(RLIMIT_AS, memory_max);
#endif
}

std::vector<std::uint8_t> standard_input() {
    std::vector<std::uint8_t> bytes;
    std::uint8_t part[64UL * 1024];
    while (bytes.size() <= picture_bytes_max) {
        auto const got = read(STDIN_FILENO, part, sizeof part);
        if (got <= 0) break;
        bytes.insert(bytes.end(), part, part + got);
    }
    return bytes;
}

ReadFault fault_of(PictureFault fault) {
    switch (fault) {
        case PictureFault::unknown_format: return ReadFault::unknown_format;
        case PictureFault::too_large: return ReadFault::too_large;
        case PictureFault::damaged: return ReadFault::damaged;
    }
    return ReadFault::damaged;
}

}  // namespace

int picture_child(std::chrono::milliseconds budget) {
    take_limits();
    PictureReading reading;
    std::vector<std::uint8_t> bytes = standard_input();
    auto const picture = decode_picture(bytes);
    bytes = {};
    if (picture) {
        reading.width = picture->width;
        reading.height = picture->height;
        reading.found = find_codes(*picture, budget);
    } else {
        reading.fault = fault_of(picture.error());
    }
    std::string const answer = answer_of(reading);
    std::string_view rest = answer;
    while (!rest.empty()) {
        auto const written = write(STDOUT_FILENO, rest.data(), rest.size());
        if (written <= 0) return 1;
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

}  // namespace wms::devices
