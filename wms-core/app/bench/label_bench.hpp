// SPDX-License-Identifier: Apache-2.0
// Labels per second of one core, stage by stage: waybills with ever other values.
#pragma once

#include "app/bench/bench_figures.hpp"

namespace wms::bench {

void measure_labels(Figures& figures, std::uint64_t labels);

}  // namespace wms::bench
