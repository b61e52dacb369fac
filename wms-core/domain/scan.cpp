// SPDX-License-Identifier: Apache-2.0
#include "domain/scan.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace wms {
namespace {

class Collector {
public:
    Collector(Read const& read, Scanned& scanned) : read_{read}, scanned_{scanned} {}

    void own_labels(std::string const& data) {
        std::string const body = data.size() > 2 && data[1] == '-' ? data.substr(2) : std::string{};
        switch (body.empty() ? '\0' : data[0]) {
            case 'L': add(Kind::location, location_by_code(read_, body), body); break;
            case 'S': add(Kind::station, station_by_code(read_, data), data); break;
            case 'U': add(Kind::badge, operator_by_badge(read_, data), data); break;
            case 'O': order(body); break;
            case 'B': add(Kind::carton, sku_by_code(read_, body), body); break;
            default: break;
        }
        add(Kind::container, container_by_code(read_, data), data);
    }

    void numbers(std::string const& data) {
        if (auto const waybill = tables::waybills.find(read_, data)) {
            candidate(Kind::waybill, waybill->parcel.value(), data);
        }
        add(Kind::location, location_by_code(read_, data), data);
    }

    // A container that carries a number of the world's (§4.0.4 step 3).
    void logistic_unit(Sscc const& sscc) {
        std::string const digits{sscc.digits()};
        add(Kind::container, container_by_code(read_, digits), digits);
    }

    void goods(ParsedScan const& parsed) {
        std::string const code = barcode_text(parsed);
        std::int64_t const count = std::max<std::int64_t>(parsed.count, 1);
        tables::barcodes.scan(read_, code, [&](BarcodeKey const& key, Barcode const& barcode) {
            candidate(Kind::sku, key.sku.value(), sku_name(read_, key.sku),
                      Quantity{barcode.factor * count});
            return true;
        });
        if (parsed.kind != ScanKind::text) return;
        if (auto const sku = sku_by_code(read_, parsed.data)) {
            candidate(Kind::sku, sku->value(), sku_name(read_, *sku));
        }
    }

    // Only looked at where nothing else was found: lots and serials have no prefix of their own.
    void serials(std::string const& data) {
        tables::serials.scan_index<0>(read_, data, [&](std::string const&, SerialId id) {
            candidate(Kind::serial, id.value(), data);
            return true;
        });
    }

private:
    template <class AnId>
    void add(Kind kind, std::optional<AnId> const& id, std::string const& name) {
        if (id) candidate(kind, id->value(), name);
    }
    void order(std::string const& external_id) {
        tables::orders.scan_index<tables::orders_by_key>(
            read_, external_id, [&](OrderKey const&, OrderId id) {
                candidate(Kind::order, id.value(), external_id);
                return true;
            });
    }
    void candidate(Kind kind, std::uint64_t id, std::string name, Quantity factor = Quantity{1}) {
        bool const known = std::ranges::any_of(
            scanned_.candidates, [&](Candidate const& c) { return c.kind == kind && c.id == id; });
        if (!known) scanned_.candidates.push_back({kind, id, std::move(name), factor});
    }

    Read const& read_;
    Scanned& scanned_;
};

std::string code_of(Kind kind) {
    return boost::describe::enum_to_string(kind, "?");
}

std::string list_of(std::vector<Candidate const*> const& candidates) {
    std::string list;
    for (Candidate const* candidate : candidates) {
        if (!list.empty()) list += ", ";
        list += candidate->name;
    }
    return list;
}

}  // namespace

std::string barcode_text(ParsedScan const& parsed) {
    return parsed.gtin ? std::string{parsed.gtin->digits()} : parsed.data;
}

Result<Scanned> resolve(Read const& read, std::string_view raw, Day today) {
    auto parsed = parse_scan(raw, today);
    if (!parsed) return std::unexpected(parsed.error());
    Scanned scanned{};
    scanned.parsed = std::move(*parsed);
    ParsedScan const& scan = scanned.parsed;
    if (scan.kind == ScanKind::command) return scanned;
    Collector collector{read, scanned};
    bool const plain = scan.kind == ScanKind::text || scan.guessed;
    if (plain) {
        collector.own_labels(scan.data);
        collector.numbers(scan.data);
    }
    if (scan.sscc) collector.logistic_unit(*scan.sscc);
    collector.goods(scan);
    if (plain && scanned.candidates.empty()) collector.serials(scan.data);
    return scanned;
}

Result<Candidate> choose(Scanned const& scanned, std::initializer_list<Kind> accepted,
                         std::uint64_t expected) {
    if (scanned.candidates.empty()) return refuse(Why::unknown_barcode, shown(scanned));
    std::vector<Candidate const*> fitting;
    for (Candidate const& candidate : scanned.candidates) {
        if (std::ranges::find(accepted, candidate.kind) != accepted.end())
            fitting.push_back(&candidate);
    }
    if (fitting.empty())
        return refuse(Why::wrong_kind, shown(scanned), code_of(scanned.candidates.front().kind),
                      code_of(*accepted.begin()));
    if (fitting.size() == 1) return *fitting.front();
    for (Candidate const* candidate : fitting) {
        if (candidate->kind == *accepted.begin() && candidate->id == expected) return *candidate;
    }
    return refuse(Why::ambiguous, shown(scanned), list_of(fitting));
}

bool are_check_digits(Location const& wanted, Scanned const& scanned) {
    return scanned.typed && !wanted.check_digits.empty() &&
           scanned.parsed.data == wanted.check_digits;
}

Result<> guard_check_digits(Location const& wanted, Scanned const& scanned) {
    bool const others = scanned.typed && !wanted.check_digits.empty() &&
                        scanned.candidates.empty() && !are_check_digits(wanted, scanned);
    if (others) return refuse(Why::wrong_check_digits, shown(scanned), wanted.code);
    return {};
}

std::string shown(Scanned const& scanned) {
    return visible(scanned.parsed.data);
}

}  // namespace wms
