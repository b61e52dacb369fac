// SPDX-License-Identifier: Apache-2.0
// Any bytes as the answer of a printer, as its address and as a line of the print journal: no
// crash, no endless reading, and never "ready" out of part of an answer.
#include "devices/journal_link.hpp"
#include "devices/printer_status.hpp"
#include "devices/printer_uri.hpp"

#include <cstdlib>

namespace {
using namespace wms::devices;

void must(bool holds) {
    if (!holds) std::abort();
}

void read_all(StatusDialect dialect, std::string_view bytes) {
    while (!bytes.empty()) {
        StatusRead const read = read_status(dialect, bytes);
        if (read.verdict == StatusVerdict::incomplete) {
            must(bytes.size() < status_bytes_max);
            return;
        }
        must(read.used > 0 && read.used <= bytes.size());
        if (read.verdict == StatusVerdict::complete) {
            for (PrinterReason const reason : read.status.reasons.list())
                must(reason_of(keyword(reason)) == reason);
            must(!read.status.idle() || read.status.ready());
        }
        bytes.remove_prefix(read.used);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const bytes{reinterpret_cast<char const*>(data), size};
    for (StatusDialect const dialect :
         {StatusDialect::none, StatusDialect::zpl_hs, StatusDialect::tspl_byte,
          StatusDialect::tspl_full, StatusDialect::escpos, StatusDialect::epl, StatusDialect::cpcl})
        read_all(dialect, bytes);
    if (auto const uri = read_printer_uri(bytes)) {
        auto const again = read_printer_uri(uri->text());
        must(again && again->text() == uri->text());
    }
    must(journal_text(journal_word(bytes)) == (bytes.empty() ? "-" : bytes));
    if (auto const words = journal_words(bytes)) must(!words->empty());
    must(journal_words(journal_word(bytes.substr(0, 100))).has_value());
    return 0;
}
