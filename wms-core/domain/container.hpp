// SPDX-License-Identifier: Apache-2.0
// Totes, carts and cart bins as they go through picking and packing (§4.15 TOTE): bound to a wave
// and an order, moved with what is in them, empty again when the last piece is out (I10).
#pragma once

#include "domain/change.hpp"

namespace wms {

// The whole row under its id. It changes no counter: containers are made by the set-up only.
struct ContainerChanged {
    static constexpr std::uint16_t tag = 50;
    ContainerId id;
    Container row;
};
BOOST_DESCRIBE_STRUCT(ContainerChanged, (), (id, row))
void apply(Write& write, ContainerChanged const& event, EntryHeader const& header);

// Whether goods of several orders may be in it (I7).
enum class Mixed : std::uint8_t { no, yes };

// What a container is bound to. A sweep tote belongs to a wave and has no order.
struct Binding {
    WaveId wave;
    BatchId batch = {};
    OrderId order = {};
    Mixed mixed = Mixed::no;
    std::uint32_t slot = 0;
};
void bind_container(Change& change, ContainerId container, Holder parent, Binding const& binding);
void set_container_state(Change& change, ContainerId container, ContainerState state,
                         Holder parent);

// Own goods or, for a cart, goods in its bins.
[[nodiscard]] bool holds_goods(Read const& read, Holder place);
// EMPTY again and free for the next binding, if nothing is left in it; then its cart, if that was
// its last bin with goods. A bin stays on its cart, a tote in a slot until the cart is free.
void free_container_if_empty(Change& change, ContainerId container);

// A cart's bins in the order of their ids, then the totes in its slots; nothing for anything else.
[[nodiscard]] std::vector<ContainerId> bins_of(Read const& read, ContainerId cart);

}  // namespace wms
