// SPDX-License-Identifier: Apache-2.0
#include "app/renderers.hpp"

#include <mutex>
#include <vector>

namespace wms {
namespace {

struct Pool {
    std::mutex mutex;
    std::vector<std::unique_ptr<labels::Renderer>> free;
};
Pool& pool() {
    static Pool all;
    return all;
}
constexpr std::size_t kept_max = 8;

std::unique_ptr<labels::Renderer> taken() {
    std::lock_guard const lock{pool().mutex};
    if (pool().free.empty()) return nullptr;
    auto renderer = std::move(pool().free.back());
    pool().free.pop_back();
    return renderer;
}

}  // namespace

LentRenderer::LentRenderer() : renderer_{taken()} {
    if (!renderer_) renderer_ = std::make_unique<labels::Renderer>();
}

LentRenderer::~LentRenderer() {
    std::lock_guard const lock{pool().mutex};
    if (pool().free.size() < kept_max) pool().free.push_back(std::move(renderer_));
}

}  // namespace wms
