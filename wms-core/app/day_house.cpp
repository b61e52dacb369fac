// SPDX-License-Identifier: Apache-2.0
#include "app/day_house.hpp"

#include <fmt/format.h>

namespace wms {
namespace {

constexpr int totes = 60;
constexpr int bins_per_cart = 8;
constexpr int spare_carts = 4;

std::string tote_code(int number) {
    return fmt::format("T-{:04}", number);
}
std::string cart_code(int number) {
    return fmt::format("C-{:02}", number);
}
int carts_of(DayPeople const& people) {
    return people.pickers + people.packers + spare_carts;
}

void add_person(ImportMasterData& master, std::string const& name, DeviceKind kind,
                std::string const& station, Role role) {
    master.operators.push_back({.badge = "U-" + name, .name = name, .roles = {role}});
    master.devices.push_back({.code = "D-" + name, .kind = kind, .station = station});
}

}  // namespace

std::vector<std::string> stations_of(DayPeople const& people) {
    std::vector<std::string> stations;
    for (int i = 1; i <= people.packers; ++i) stations.push_back(fmt::format("S-PACK{}", i));
    return stations;
}

std::string station_of_printer(std::string const& printer) {
    return "S-PACK" + printer.substr(std::string_view{"PRN"}.size());
}

void add_equipment(ImportMasterData& master, DayPeople const& people) {
    for (int i = 1; i <= people.packers; ++i) {
        std::string const station = fmt::format("S-PACK{}", i);
        master.stations.push_back(
            {.code = station, .location = "PACK-01", .printer = fmt::format("PRN{}", i)});
        add_person(master, fmt::format("packer{}", i), DeviceKind::station, station, Role::packer);
    }
    for (int i = 1; i <= people.pickers; ++i)
        add_person(master, fmt::format("picker{}", i), DeviceKind::handheld, {}, Role::picker);
    for (int i = 1; i <= people.counters; ++i)
        add_person(master, fmt::format("counter{}", i), DeviceKind::handheld, {}, Role::counter);
    add_person(master, "dispatcher1", DeviceKind::handheld, {}, Role::dispatcher);
    master.operators.push_back({.badge = "U-lead", .name = "lead", .roles = {Role::lead}});
    master.devices.push_back({.code = "OFFICE", .kind = DeviceKind::office});
    for (int i = 1; i <= totes; ++i)
        master.containers.push_back({.code = tote_code(i), .type = ContainerType::tote});
    for (int c = 1; c <= carts_of(people); ++c) {
        master.containers.push_back({.code = cart_code(c), .type = ContainerType::cart});
        for (int b = 1; b <= bins_per_cart; ++b)
            master.containers.push_back({.code = fmt::format("{}-{}", cart_code(c), b),
                                         .type = ContainerType::cart_bin,
                                         .parent = cart_code(c)});
    }
}

void stack_equipment(DayFloor& floor, DayPeople const& people) {
    for (int i = 1; i <= totes; ++i) floor.free_totes.push_back(tote_code(i));
    for (int c = 1; c <= carts_of(people); ++c) floor.free_carts.push_back(cart_code(c));
}

std::vector<std::unique_ptr<Worker>> people_at_work(Read const& read, DayFloor& floor,
                                                    DayPeople const& people) {
    auto const device = [&](std::string const& name) {
        return device_by_code(read, "D-" + name).value();
    };
    std::vector<std::unique_ptr<Worker>> workers;
    auto const stations = stations_of(people);
    for (int i = 1; i <= people.pickers; ++i) {
        std::string const name = fmt::format("picker{}", i);
        workers.push_back(make_picker(floor, device(name), "U-" + name, stations));
    }
    for (int i = 1; i <= people.packers; ++i) {
        std::string const name = fmt::format("packer{}", i);
        workers.push_back(
            make_packer(floor, device(name), "U-" + name, fmt::format("S-PACK{}", i)));
    }
    for (int i = 1; i <= people.counters; ++i) {
        std::string const name = fmt::format("counter{}", i);
        workers.push_back(make_counter(floor, device(name), "U-" + name));
    }
    workers.push_back(make_dispatcher(floor, device("dispatcher1"), "U-dispatcher1"));
    return workers;
}

}  // namespace wms
