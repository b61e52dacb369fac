// SPDX-License-Identifier: Apache-2.0
// Whatever bytes a record holds, reading it gives a DecodeError or a value; and the value written
// and read again is the same value.
#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/quantity.hpp"
#include "base/refusal.hpp"

#include <boost/describe/class.hpp>

#include <cstdlib>

namespace {

struct Part {
    std::string name;
    std::int64_t delta = 0;
    friend bool operator==(Part const&, Part const&) = default;
};
BOOST_DESCRIBE_STRUCT(Part, (), (name, delta))

struct Record {
    wms::SkuId sku;
    wms::Quantity quantity;
    std::optional<wms::Instant> at = {};
    std::vector<Part> parts = {};
    std::array<std::uint8_t, 4> mark = {};
    bool flag = false;
    wms::Group group = wms::Group::wait;
    friend bool operator==(Record const&, Record const&) = default;
};
BOOST_DESCRIBE_STRUCT(Record, (), (sku, quantity, at, parts, mark, flag, group))

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes{reinterpret_cast<char const*>(data), size};
    try {
        auto const record = wms::from_bytes<Record>(bytes);
        if (wms::from_bytes<Record>(wms::to_bytes(record)) != record) std::abort();
    } catch (wms::DecodeError const&) {
        return 0;  // the answer wanted for bytes that are no record
    }
    return 0;
}
