// SPDX-License-Identifier: Apache-2.0
// The audit of tasks, waves, manifests and of everything rows name.
#include "domain/audit_checks.hpp"
#include "domain/change.hpp"

#include <fmt/format.h>

namespace wms::auditing {
namespace {

struct OpenTasks {
    std::unordered_map<WaveId, std::uint32_t> of_wave;
    std::unordered_map<BatchId, std::uint32_t> of_batch;
};

void task_row(TaskId id, Task const& task, Findings& findings, Facts& facts) {
    auto const found = facts.to_fetch.find(id);
    std::int64_t const promised = found == facts.to_fetch.end() ? 0 : found->second;
    if (found != facts.to_fetch.end()) facts.to_fetch.erase(found);
    bool const open = task.state < TaskState::done;
    std::int64_t const left = open ? task.need.value() - task.done.value() : 0;
    if (left != promised)
        findings.add("tasks", fmt::format("task {} has {} to fetch, {} are promised to it",
                                          id.value(), left, promised));
}

void equal_open(Findings& findings, std::string const& what, std::uint32_t kept,
                std::uint32_t counted) {
    if (kept != counted)
        findings.add("open_tasks",
                     fmt::format("{}: tasks_open says {}, there are {}", what, kept, counted));
}

template <class Counts, class AnId>
std::uint32_t count_of(Counts const& counts, AnId id) {
    auto const found = counts.find(id);
    return found == counts.end() ? 0 : found->second;
}

// Reports a name that leads nowhere. 0 names nothing and is fine.
class Names {
public:
    Names(Read const& read, Findings& findings) : read_{read}, findings_{findings} {}

    template <class Table, class AnId>
    void may(std::string_view row, std::uint64_t id, Table const& table, AnId named) {
        if (named && !table.contains(read_, named)) report(row, id, named.value());
    }
    template <class Table, class AnId>
    void must(std::string_view row, std::uint64_t id, Table const& table, AnId named) {
        if (!table.contains(read_, named)) report(row, id, named.value());
    }
    void place(std::string_view row, std::uint64_t id, Holder holder) {
        switch (holder.kind) {
            case HolderKind::virtual_place: return;
            case HolderKind::location:
                return must(row, id, tables::locations, LocationId{holder.id});
            case HolderKind::container:
                return must(row, id, tables::containers, ContainerId{holder.id});
            case HolderKind::parcel: return must(row, id, tables::parcels, ParcelId{holder.id});
        }
    }

private:
    void report(std::string_view row, std::uint64_t id, std::uint64_t named) {
        findings_.add("references",
                      fmt::format("{} {} names #{}, which is not there", row, id, named));
    }
    Read const& read_;
    Findings& findings_;
};

void check_house(Read const& read, Names to) {
    tables::zones.scan_all(read, [&](ZoneId id, Zone const& row) {
        return to.must("warehouse of zone", id.value(), tables::warehouses, row.warehouse), true;
    });
    tables::locations.scan_all(read, [&](LocationId id, Location const& row) {
        return to.must("zone of location", id.value(), tables::zones, row.zone), true;
    });
    tables::barcodes.scan_all(read, [&](BarcodeKey const& key, Barcode const&) {
        return to.must("barcode of SKU", key.sku.value(), tables::skus, key.sku), true;
    });
    tables::containers.scan_all(read, [&](ContainerId id, Container const& row) {
        to.place("place of container", id.value(), row.parent);
        to.may("order of container", id.value(), tables::orders, row.order);
        to.may("batch of container", id.value(), tables::batches, row.batch);
        return true;
    });
    tables::devices.scan_all(read, [&](DeviceId id, Device const& row) {
        to.may("operator at device", id.value(), tables::operators, row.actor);
        to.may("station of device", id.value(), tables::stations, row.station);
        return true;
    });
}

void check_floor(Read const& read, Names to) {
    tables::orders.scan_all(read, [&](OrderId id, Order const& row) {
        to.may("wave of order", id.value(), tables::waves, row.wave);
        to.may("carrier of order", id.value(), tables::carriers, row.carrier);
        return true;
    });
    tables::wave_orders.scan_all(read, [&](WaveOrderKey const& key, WaveOrder const&) {
        to.must("order of a wave", key.wave.value(), tables::orders, key.order);
        to.must("wave of order", key.order.value(), tables::waves, key.wave);
        return true;
    });
    tables::allocations.scan_all(read, [&](AllocationId id, Allocation const& row) {
        return to.may("task of allocation", id.value(), tables::tasks, row.task), true;
    });
    tables::tasks.scan_all(read, [&](TaskId id, Task const& row) {
        to.may("order of task", id.value(), tables::orders, row.order);
        to.must("batch of task", id.value(), tables::batches, row.batch);
        to.must("wave of task", id.value(), tables::waves, row.wave);
        return true;
    });
    tables::batches.scan_all(read, [&](BatchId id, Batch const& row) {
        to.must("wave of batch", id.value(), tables::waves, row.wave);
        to.may("container of batch", id.value(), tables::containers, row.container);
        to.may("claim of batch", id.value(), tables::operators, row.claim.actor);
        return true;
    });
    tables::counts.scan_all(read, [&](CountId id, Count const& row) {
        to.must("location of count", id.value(), tables::locations, row.location);
        to.must("SKU of count", id.value(), tables::skus, row.sku);
        to.may("counter of count", id.value(), tables::operators, row.counter);
        return true;
    });
}

void check_shipping(Read const& read, Names to) {
    tables::parcels.scan_all(read, [&](ParcelId id, Parcel const& row) {
        to.must("order of parcel", id.value(), tables::orders, row.order);
        to.may("manifest of parcel", id.value(), tables::manifests, row.manifest);
        to.may("print job of parcel", id.value(), tables::print_jobs, row.print_job);
        return true;
    });
    tables::waybills.scan_all(read, [&](std::string const&, Waybill const& row) {
        return to.must("waybill of parcel", row.parcel.value(), tables::parcels, row.parcel), true;
    });
    tables::print_jobs.scan_all(read, [&](PrintJobId id, PrintJob const& row) {
        return to.may("parcel of print job", id.value(), tables::parcels, row.parcel), true;
    });
    tables::manifest_parcels.scan_all(
        read, [&](ManifestParcelKey const& key, ManifestParcel const&) {
            to.must("parcel of a manifest", key.manifest.value(), tables::parcels, key.parcel);
            to.must("manifest of parcel", key.parcel.value(), tables::manifests, key.manifest);
            return true;
        });
}

// A session that names something gone cannot be drawn.
void check_sessions(Read const& read, Names to) {
    tables::sessions.scan_all(read, [&](OperatorId who, Session const& row) {
        std::uint64_t const id = who.value();
        to.must("session", id, tables::operators, who);
        to.must("device of session", id, tables::devices, row.device);
        to.may("station of session", id, tables::stations, row.station);
        to.may("batch of session", id, tables::batches, row.batch);
        to.may("task of session", id, tables::tasks, row.task);
        to.may("container of session", id, tables::containers, row.container);
        to.may("location of session", id, tables::locations, row.location);
        to.may("order of session", id, tables::orders, row.order);
        to.may("parcel of session", id, tables::parcels, row.parcel);
        to.may("count of session", id, tables::counts, row.count);
        to.may("manifest of session", id, tables::manifests, row.manifest);
        to.may("carrier of session", id, tables::carriers, row.carrier);
        to.may("lot of session", id, tables::lots, row.lot);
        to.may("serial of session", id, tables::serials, row.serial);
        return true;
    });
}

}  // namespace

void check_tasks(Read const& read, Findings& findings, Facts& facts) {
    OpenTasks open;
    tables::tasks.scan_all(read, [&](TaskId id, Task const& task) {
        task_row(id, task, findings, facts);
        if (task.state >= TaskState::done) return true;
        ++open.of_wave[task.wave];
        ++open.of_batch[task.batch];
        return true;
    });
    for (auto const& [task, promised] : facts.to_fetch)
        findings.add("tasks", fmt::format("task {} is not there, {} are promised to it",
                                          task.value(), promised));
    tables::waves.scan_all(read, [&](WaveId id, Wave const& wave) {
        equal_open(findings, wave.code, wave.tasks_open, count_of(open.of_wave, id));
        return true;
    });
    tables::batches.scan_all(read, [&](BatchId id, Batch const& batch) {
        equal_open(findings, fmt::format("batch {}", id.value()), batch.tasks_open,
                   count_of(open.of_batch, id));
        return true;
    });
}

void check_manifests(Read const& read, Findings& findings) {
    std::unordered_map<ManifestId, std::uint32_t> parcels;
    tables::manifest_parcels.scan_all(read,
                                      [&](ManifestParcelKey const& key, ManifestParcel const&) {
                                          return ++parcels[key.manifest], true;
                                      });
    tables::manifests.scan_all(read, [&](ManifestId id, Manifest const& manifest) {
        std::uint32_t const counted = count_of(parcels, id);
        if (manifest.parcels != counted)
            findings.add("manifests", fmt::format("manifest {} says {} parcels, there are {}",
                                                  id.value(), manifest.parcels, counted));
        return true;
    });
}

void check_references(Read const& read, Findings& findings) {
    Names const to{read, findings};
    check_house(read, to);
    check_floor(read, to);
    check_shipping(read, to);
    check_sessions(read, to);
}

}  // namespace wms::auditing
