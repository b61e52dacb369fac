// SPDX-License-Identifier: Apache-2.0
#include "server/api.hpp"

#include "server/card_routes.hpp"
#include "server/order_routes.hpp"
#include "server/terminal_routes.hpp"

namespace wms::web {

Api::Api(Engine& engine, Options options)
    : gate_{engine, std::move(options.gate)},
      workers_{options.workers},
      router_{{engine, workers_}, [this](Call& call) { return gate_.identify(call); }},
      live_{engine, gate_, options.live} {
    router_.add(gate_.routes());
    router_.add(terminal_routes());
    router_.add(order_routes());
    router_.add(card_routes());
}

Handler Api::handler() {
    return [this](Request request, Answer answer) {
        router_.handle(std::move(request), std::move(answer));
    };
}

}  // namespace wms::web
