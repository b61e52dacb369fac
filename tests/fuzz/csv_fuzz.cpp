// SPDX-License-Identifier: Apache-2.0
// Any bytes as every kind of import file: nothing is thrown, every problem has a sentence, and what
// was read without a problem reads back equal after writing.
#include "app/import_files.hpp"
#include "base/text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {
using namespace wms;
using namespace wms::import_files;

constexpr std::size_t sentences_max = 10;  // they cost more than the reading

void must(bool holds) {
    if (!holds) std::abort();
}

template <class Row>
void check(ImportFile<Row> (*read)(std::string_view, std::string_view), std::string_view bytes) {
    ImportFile<Row> const file = read(bytes, "fuzz.csv");
    must(file.rows.size() == file.lines.size());
    must(file.problems.list.size() <= problems_max);
    std::size_t shown = 0;
    for (Problem const& problem : file.problems.list) {
        must(problem.line >= 1);
        if (++shown > sentences_max) break;
        must(is_utf8(sentence(problem, Language::zh)));
        must(!has_control(sentence(problem, Language::en)));
    }
    if (!file.clean()) return;
    ImportFile<Row> const again = read(to_csv(file.rows, {}), "again.csv");
    must(again.clean() && again.rows == file.rows);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes{reinterpret_cast<char const*>(data), size};
    check<SkuRow>(read_skus, bytes);
    check<BarcodeRow>(read_barcodes, bytes);
    check<LocationRow>(read_locations, bytes);
    check<ContainerRow>(read_containers, bytes);
    check<StockRow>(read_stock, bytes);
    check<OrderRow>(read_orders, bytes);
    check<CancellationRow>(read_cancellations, bytes);
    check<ShelfRow>(read_shelf, bytes);
    return 0;
}
