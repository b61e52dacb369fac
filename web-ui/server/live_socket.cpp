// SPDX-License-Identifier: Apache-2.0
#include "server/live_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace wms::web::transport {
namespace asio = boost::asio;

constexpr std::uint16_t try_again_later = 1013;

LiveSocket::LiveSocket(std::shared_ptr<Hall> hall, Loop& loop)
    : hall_{std::move(hall)},
      loop_{loop},
      news_{loop.context, std::chrono::steady_clock::time_point::max()} {}

LiveSocket::~LiveSocket() {
    hall_->socket_queue_bytes -= bytes_;
}

bool LiveSocket::send(std::string text) {
    Limits const& limits = hall_->options.limits;
    std::lock_guard const lock{mutex_};
    if (gone_ || end_) return false;
    bool const full = texts_.size() >= limits.socket_queue_texts_max ||
                      bytes_ + text.size() > limits.socket_queue_bytes_max;
    if (full) {
        ++hall_->socket_overflows;
        // what is queued would come too late to be of use
        hall_->socket_queue_bytes -= bytes_;
        bytes_ = 0;
        texts_.clear();
        end_ = End{try_again_later, "too slow"};
    } else {
        bytes_ += text.size();
        hall_->socket_queue_bytes += text.size();
        texts_.push_back(std::move(text));
    }
    wake();
    return !full;
}

void LiveSocket::close(std::uint16_t code, std::string reason) {
    std::lock_guard const lock{mutex_};
    if (gone_ || end_) return;
    end_ = End{code, std::move(reason)};
    wake();
}

void LiveSocket::gone() {
    std::lock_guard const lock{mutex_};
    gone_ = true;
    wake();
}

void LiveSocket::wake() {
    if (std::exchange(woken_, true)) return;
    asio::post(loop_.context, [self = shared_from_this()] { self->news_.cancel(); });
}

Awaitable<std::optional<std::string>> LiveSocket::next() {
    while (true) {
        {
            std::lock_guard const lock{mutex_};
            if (gone_) co_return std::nullopt;
            if (!texts_.empty()) {
                std::string text = std::move(texts_.front());
                texts_.pop_front();
                bytes_ -= text.size();
                hall_->socket_queue_bytes -= text.size();
                co_return text;
            }
            if (end_) co_return std::nullopt;
            woken_ = false;
        }
        co_await news_.async_wait(asio::as_tuple(asio::use_awaitable_t<Executor>{}));
    }
}

std::optional<LiveSocket::End> LiveSocket::end() {
    std::lock_guard const lock{mutex_};
    if (gone_) return std::nullopt;
    return end_;
}

}  // namespace wms::web::transport
