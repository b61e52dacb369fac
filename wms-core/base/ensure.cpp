// SPDX-License-Identifier: Apache-2.0
#include "base/ensure.hpp"

#include <fmt/format.h>

namespace wms {

void fail_invariant(char const* sentence, std::source_location where) {
    throw BrokenInvariant{fmt::format("{} ({}:{})", sentence, where.file_name(), where.line())};
}

}  // namespace wms
