// SPDX-License-Identifier: Apache-2.0
// Renderers kept for the next label: their fonts are loaded once. One thread at a time has one.
#pragma once

#include "labels/renderer.hpp"

#include <memory>

namespace wms {

// Takes a free renderer, or a new one, and gives it back at its end.
class LentRenderer {
public:
    LentRenderer();
    ~LentRenderer();
    LentRenderer(LentRenderer const&) = delete;
    LentRenderer& operator=(LentRenderer const&) = delete;

    [[nodiscard]] labels::Renderer* operator->() const { return renderer_.get(); }
    [[nodiscard]] labels::Renderer& operator*() const { return *renderer_; }

private:
    std::unique_ptr<labels::Renderer> renderer_;
};

}  // namespace wms
