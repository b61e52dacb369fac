// SPDX-License-Identifier: Apache-2.0
// The only source of chance in the tests: the generator of the measurements, which is seeded.
#pragma once

#include "app/bench/random.hpp"

namespace wms::test {

using bench::Random;

}  // namespace wms::test
