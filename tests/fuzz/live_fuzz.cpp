// SPDX-License-Identifier: Apache-2.0
// Whatever a page says on the live socket: it is a subscription or the end of the socket, and what
// comes back is about topics this page may see.
#include "fuzz/small_api.hpp"

#include <boost/json.hpp>

#include <atomic>
#include <string_view>

namespace {
using namespace wms;

class Ear : public web::Socket {
public:
    bool send(std::string text) override {
        auto const said = boost::json::parse(text).as_object();
        fuzz::demand(!std::string_view{said.at("topic").as_string()}.starts_with("screen:"));
        return true;
    }
    void close(std::uint16_t code, std::string) override {
        fuzz::demand(code == 1008);
        closed_ = true;
    }
    [[nodiscard]] bool closed() const { return closed_; }

private:
    std::atomic<bool> closed_{false};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    auto const ear = std::make_shared<Ear>();
    web::SocketAnswer const answer = fuzz::small_api().connect(ear);
    fuzz::demand(!answer.refused);
    answer.events.on_text(text);
    // the strict reading of bodies decides, and nothing between
    bool const sound = web::parse_json(text).has_value();
    if (!sound) fuzz::demand(ear->closed());
    // an open socket takes another message
    if (!ear->closed()) answer.events.on_text(R"({"unsubscribe":["now"]})");
    answer.events.on_close();
    fuzz::demand(fuzz::small_api().is_unchanged());
    return 0;
}
