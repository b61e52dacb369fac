// SPDX-License-Identifier: Apache-2.0
// How much longer things take under the compiler's watchmen.
#pragma once

namespace wms::test {

#if defined(__SANITIZE_THREAD__)
inline constexpr int slowness = 10;
#elif defined(__SANITIZE_ADDRESS__)
inline constexpr int slowness = 4;
#else
inline constexpr int slowness = 1;
#endif

}  // namespace wms::test
