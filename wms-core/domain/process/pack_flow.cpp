// SPDX-License-Identifier: Apache-2.0
#include "domain/process/pack_flow.hpp"

#include "domain/container.hpp"
#include "domain/parcels.hpp"
#include "domain/process/pack_short.hpp"
#include "domain/process/pack_weight.hpp"
#include "domain/process/printing.hpp"
#include "domain/process/sheets.hpp"
#include "domain/process/waybill.hpp"

#include <boost/describe/enum_to_string.hpp>

namespace wms::packing {
namespace {

// A picker fills it still: the batch has open tasks and its claim lives.
OperatorId picker_of(Read const& read, Container const& row, Instant now) {
    if (row.state != ContainerState::bound || !row.batch) return {};
    auto const batch = tables::batches.find(read, row.batch);
    bool const filling = batch && batch->tasks_open > 0 && is_live(read, batch->claim, now);
    return filling ? batch->claim.actor : OperatorId{};
}

bool is_sweep(Container const& row) {
    return row.mixed || !row.order;
}

// Nothing in it may be packed: it was reported as missing or damaged and waits for a lead.
bool holds_only_reported(Read const& read, ContainerId id) {
    bool only = true;
    tables::quants.scan_index<0>(read, holder::at(id), [&](Holder, QuantKey const& key) {
        only = key.status != StockStatus::available;
        return only;
    });
    return only;
}

// Goods that are promised to an order that still wants them.
bool has_work(Read const& read, ContainerId id, Container const& row) {
    if (is_sweep(row)) return holds_goods(read, holder::at(id)) && !holds_only_reported(read, id);
    return piece_left(read, id, row.order).has_value();
}

Result<> guard_container(Change const& change, Session const& session, ContainerId id) {
    Read const& read = change.tables();
    Container const row = tables::containers.at(read, id);
    if (!holds_goods(read, holder::at(id))) return refuse(Why::nothing_to_do, row.code);
    if (holds_only_reported(read, id) && bins_of(read, id).empty())
        return refuse(Why::goods_set_apart, row.code);
    OperatorId const picker = picker_of(read, row, change.now());
    if (picker) return refuse(Why::claimed_by_other, operator_name(read, picker), row.code);
    OperatorId const packer = other_packer(read, id, change.actor(), change.now());
    if (packer && !confirms(change, session, row.code))
        return refuse(Why::claimed_by_other, operator_name(read, packer), row.code);
    if (is_sweep(row)) return {};
    if (is_cancelled(read, row.order))
        return refuse(Why::order_cancelled, order_name(read, row.order));
    if (!has_work(read, id, row)) return refuse(Why::nothing_to_do, row.code);
    return {};
}

// The first bin of a cart that can be packed; else the refusal of the last one looked at.
Result<ContainerId> bin_to_pack(Change const& change, Session const& session, ContainerId cart) {
    Result<ContainerId> found = refuse(Why::nothing_to_do);
    for (ContainerId const bin : bins_of(change.tables(), cart)) {
        if (!holds_goods(change.tables(), holder::at(bin))) continue;
        auto const guard = guard_container(change, session, bin);
        if (guard) return bin;
        found = std::unexpected(guard.error());
    }
    return found;
}

void claim(Change& change, Session const& session, ContainerId id) {
    Container row = tables::containers.at(change.tables(), id);
    row.packer = change.actor();
    row.state = ContainerState::at_station;
    LocationId const here = tables::stations.at(change.tables(), session.station).location;
    bool const on_cart = row.parent.kind == HolderKind::container;
    if (!on_cart && here) row.parent = holder::at(here);
    change.post(ContainerChanged{id, row});
}

// What was begun from this container for its order comes along with it.
void adopt_parcel(Change& change, Session& session) {
    if (!session.order) return;
    auto const begun = begun_parcel(change.tables(), session.container, session.order);
    if (!begun) return;
    Parcel const parcel = tables::parcels.at(change.tables(), *begun);
    session.parcel = *begun;
    bool const here = parcel.station == session.station && parcel.packer == change.actor();
    if (here) return;
    change_parcel(change, *begun, [&](Parcel& row) {
        row.station = session.station;
        row.packer = change.actor();
    });
}

void leave_parcel(Session& session) {
    session.order = {};
    session.parcel = {};
    session.sku = {};
    session.lot = {};
    session.serial = {};
    session.in_hand = {};
    session.confirm.clear();
    session.last.reset();
}

// The bin beside the one just emptied, if it can be packed.
ContainerId next_bin(Change const& change, Session const& session) {
    auto const row = tables::containers.find(change.tables(), session.container);
    bool const on_cart = row && row->parent.kind == HolderKind::container;
    if (!on_cart) return {};
    return bin_to_pack(change, session, ContainerId{row->parent.id}).value_or(ContainerId{});
}

}  // namespace

OperatorId other_packer(Read const& read, ContainerId container, OperatorId me, Instant now) {
    OperatorId const packer = tables::containers.at(read, container).packer;
    if (!packer || packer == me) return {};
    auto const session = tables::sessions.find(read, packer);
    bool const on_it =
        session && session->process == Process::packing && session->container == container;
    return on_it && is_live(read, {.actor = packer, .device = {}, .until = {}}, now) ? packer
                                                                                     : OperatorId{};
}

Result<> guard_mine(Change const& change, Session const& session) {
    Read const& read = change.tables();
    auto const row = tables::containers.find(read, session.container);
    if (!row) return refuse(Why::stale, "");
    if (row->packer == change.actor()) return {};
    if (!row->packer) return refuse(Why::stale, row->code);
    return refuse(Why::claimed_by_other, operator_name(read, row->packer), row->code);
}

ParcelId open_parcel(Change& change, Session const& session, OrderId order_id) {
    Read const& read = change.tables();
    if (session.parcel && session.order == order_id) return session.parcel;
    if (auto const begun = begun_parcel(read, session.container, order_id)) return *begun;
    Order const order = tables::orders.at(read, order_id);
    ParcelId const id = change.next<ParcelId>(tables::Counter::parcel);
    change.post(ParcelOpened{id, Parcel{.order = order_id,
                                        .wave = order.wave,
                                        .warehouse = order.warehouse,
                                        .station = session.station,
                                        .packer = change.actor(),
                                        .pieces = {},
                                        .weight = {},
                                        .carton = {},
                                        .carrier = order.carrier,
                                        .service = order.service,
                                        .waybill = {},
                                        .print_job = {},
                                        .stop = {},
                                        .manifest = {},
                                        .source = session.container}});
    return id;
}

Result<Done> open_container(Change& change, Session session, ContainerId container) {
    Read const& read = change.tables();
    ContainerId target = container;
    if (tables::containers.at(read, container).type == ContainerType::cart) {
        auto const bin = bin_to_pack(change, session, container);
        if (!bin) return std::unexpected(bin.error());
        target = *bin;
    } else if (auto const guard = guard_container(change, session, container); !guard) {
        return std::unexpected(guard.error());
    }
    if (auto const guard = guard_parcel_here(change, session, target); !guard)
        return std::unexpected(guard.error());
    leave_parcel(session);
    claim(change, session, target);
    Container const row = tables::containers.at(read, target);
    session.process = Process::packing;
    session.container = target;
    session.order = is_sweep(row) ? OrderId{} : row.order;
    adopt_parcel(change, session);
    go_to(change, session, Step::scan_item);
    return Done{Tone::step_complete, target.value()};
}

Result<Done> resume_parcel(Change& change, Session session, OrderId order) {
    Read const& read = change.tables();
    std::optional<ParcelId> begun;
    for (ParcelState const state :
         {ParcelState::content_ok, ParcelState::label_sent, ParcelState::waybill_wait}) {
        if (!begun) begun = parcel_of(read, order, state);
    }
    if (!begun) return refuse(Why::nothing_to_do, order_name(read, order));
    if (auto const guard = guard_close(read, *begun); !guard) return std::unexpected(guard.error());
    change_parcel(change, *begun, [&](Parcel& row) {
        row.station = session.station;
        row.packer = change.actor();
    });
    leave_parcel(session);
    session.container = {};
    session.order = order;
    session.parcel = *begun;
    Step const step = step_now(read, change.actor(), session);
    go_to(change, session, step);
    return Done{Tone::step_complete, begun->value()};
}

Step step_now(Read const& read, OperatorId me, Session const& session) {
    auto const parcel = tables::parcels.find(read, session.parcel);
    if (parcel && parcel->state == ParcelState::content_ok) return Step::scan_carton;
    if (parcel && parcel->state == ParcelState::waybill_wait) return Step::wait_waybill;
    if (parcel && parcel->state == ParcelState::label_sent) return Step::scan_label;
    auto const container = tables::containers.find(read, session.container);
    bool const mine = container && container->packer == me;
    return mine && has_work(read, session.container, *container) ? Step::scan_item
                                                                 : Step::scan_container;
}

void go_on(Change& change, Session session) {
    Read const& read = change.tables();
    leave_parcel(session);
    if (step_now(read, change.actor(), session) == Step::scan_container) {
        session.container = next_bin(change, session);
        if (session.container) claim(change, session, session.container);
    }
    if (!session.container) return go_to(change, session, Step::scan_container);
    Container const row = tables::containers.at(read, session.container);
    session.order = is_sweep(row) ? OrderId{} : row.order;
    adopt_parcel(change, session);
    go_to(change, session, Step::scan_item);
}

void complete_content(Change& change, Session session) {
    change_parcel(change, session.parcel, [&](Parcel& row) {
        row.state = ParcelState::content_ok;
        row.station = session.station;  // its label is printed where the last piece was packed
        row.packer = change.actor();
    });
    go_to(change, session, Step::scan_carton);
}

Done finish_content(Change& change, Session session, SkuId carton) {
    change_parcel(change, session.parcel, [&](Parcel& row) {
        row.state = ParcelState::content_ok;
        row.carton = carton;
    });
    waybill::obtain(change, session.parcel);
    Step const step = step_now(change.tables(), change.actor(), session);
    go_to(change, session, step);
    return Done{Tone::step_complete, session.parcel.value()};
}

Result<> guard_label(Read const& read, std::string const& number) {
    auto const waybill = tables::waybills.find(read, number);
    if (waybill && !waybill->valid) return refuse(Why::label_void, number);
    return {};
}

Result<> guard_close(Read const& read, ParcelId parcel) {
    return guard_not_stopped(read, parcel, tables::parcels.at(read, parcel));
}

namespace {

// 大宗: a store gets paper with its goods, when nothing of its order is left to be packed.
void note_if_delivered_to_a_store(Change& change, Parcel const& parcel) {
    auto const wave = tables::waves.find(change.tables(), parcel.wave);
    bool const bulk = wave && wave->order_class == OrderClass::bulk;
    bool const packed =
        tables::orders.at(change.tables(), parcel.order).state == OrderState::packed;
    if (bulk && packed)
        sheets::print_if_wanted(change, PrintKind::delivery_note, parcel.order.value());
}

}  // namespace

void close_parcel(Change& change, ParcelId id) {
    settle_weight(change, id);
    printing::prove_label(change, tables::parcels.at(change.tables(), id).print_job);
    change_parcel(change, id, [](Parcel& row) {
        row.state = ParcelState::verified;
        row.waybill_state = WaybillState::active;
    });
    consume_carton(change, tables::parcels.at(change.tables(), id));
    change_parcel(change, id, [](Parcel& row) { row.state = ParcelState::closed; });
    note_if_delivered_to_a_store(change, tables::parcels.at(change.tables(), id));
}

}  // namespace wms::packing
