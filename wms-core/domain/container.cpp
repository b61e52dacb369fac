// SPDX-License-Identifier: Apache-2.0
#include "domain/container.hpp"

#include <algorithm>

namespace wms {
namespace {

bool holds_own_goods(Read const& read, Holder place) {
    bool found = false;
    tables::quants.scan_index<0>(read, place, [&](Holder, QuantKey const& key) {
        found = tables::quants.at(read, key).on_hand > 0;
        return !found;
    });
    return found;
}

// Off duty: no wave, no order, and a tote is nowhere in particular.
void free_container(Change& change, ContainerId id, Container row) {
    row.state = ContainerState::empty;
    row.mixed = false;
    row.order = {};
    row.wave = {};
    row.batch = {};
    row.packer = {};
    // A bin stays on its cart, and a tote in its slot until the cart is brought back.
    bool const on_cart =
        row.type == ContainerType::cart_bin || row.parent.kind == HolderKind::container;
    if (!on_cart) row.parent = holder::nowhere;
    change.post(ContainerChanged{id, row});
}

}  // namespace

void apply(Write& write, ContainerChanged const& event, EntryHeader const&) {
    tables::containers.put(write, event.id, event.row);
}

void bind_container(Change& change, ContainerId container, Holder parent, Binding const& binding) {
    Container row = tables::containers.at(change.tables(), container);
    row.state = ContainerState::bound;
    row.parent = parent;
    row.mixed = binding.mixed == Mixed::yes;
    row.order = binding.order;
    row.wave = binding.wave;
    row.batch = binding.batch;
    row.packer = {};
    row.slot = binding.slot;
    change.post(ContainerChanged{container, row});
}

void set_container_state(Change& change, ContainerId container, ContainerState state,
                         Holder parent) {
    Container row = tables::containers.at(change.tables(), container);
    row.state = state;
    row.parent = parent;
    if (parent.kind != HolderKind::container) row.slot = 0;
    change.post(ContainerChanged{container, row});
}

std::vector<ContainerId> bins_of(Read const& read, ContainerId cart) {
    std::vector<ContainerId> bins;
    tables::containers.scan_index<1>(read, holder::at(cart), [&](Holder, ContainerId bin) {
        bins.push_back(bin);
        return true;
    });
    std::ranges::stable_sort(
        bins, {}, [&](ContainerId bin) { return tables::containers.at(read, bin).slot; });
    return bins;
}

bool holds_goods(Read const& read, Holder place) {
    if (holds_own_goods(read, place)) return true;
    if (place.kind != HolderKind::container) return false;
    for (ContainerId const bin : bins_of(read, ContainerId{place.id})) {
        if (holds_own_goods(read, holder::at(bin))) return true;
    }
    return false;
}

void free_container_if_empty(Change& change, ContainerId container) {
    Read const& read = change.tables();
    if (holds_goods(read, holder::at(container))) return;
    Container const row = tables::containers.at(read, container);
    if (row.state == ContainerState::empty) return;
    free_container(change, container, row);
    // Bins of an empty cart that never got goods are free with it.
    for (ContainerId const bin : bins_of(read, container)) {
        free_container_if_empty(change, bin);
        bool const tote = tables::containers.at(read, bin).type == ContainerType::tote;
        if (tote) set_container_state(change, bin, ContainerState::empty, holder::nowhere);
    }
    if (row.parent.kind == HolderKind::container)
        free_container_if_empty(change, ContainerId{row.parent.id});
}

}  // namespace wms
