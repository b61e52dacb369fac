// SPDX-License-Identifier: Apache-2.0
// Whatever is uploaded as files to import, tried out: an answer that names the place, and nothing
// changed. The first byte says whether the rest is the body or the text of a file in it.
#include "fuzz/small_api.hpp"

#include "base/text.hpp"

#include <boost/json.hpp>

#include <array>
#include <string_view>

namespace {
using namespace wms;

constexpr std::array<std::string_view, 9> names{"skus.csv",  "barcodes.csv",   "locations.csv",
                                                "stock.csv", "orders.csv",     "operators.csv",
                                                "shelf.csv", "containers.csv", "../../etc/passwd"};

std::string body_of(std::uint8_t first, std::string_view rest) {
    if (first % 2 == 0) return std::string{rest};
    boost::json::object files;
    files[names[first / 2 % names.size()]] = rest;
    return boost::json::serialize(boost::json::object{{"files", std::move(files)}});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 1) return 0;
    std::string_view const rest{reinterpret_cast<char const*>(data + 1), size - 1};
    web::Request request{.method = web::Method::post,
                         .path = "/api/v1/imports",
                         .query = {{"dry_run", "true"}},
                         .headers = {{"Content-Type", "application/json"}},
                         .body = body_of(*data, rest)};
    web::Response const response = fuzz::small_api().send(std::move(request));
    fuzz::demand(response.status == 200 || response.status == 400);
    fuzz::demand(is_utf8(response.body));
    auto const told = boost::json::parse(response.body).as_object();
    if (response.status == 200) {
        fuzz::demand(told.at("problems").is_array());
    } else {
        fuzz::demand(told.at("code").is_string());
    }
    fuzz::demand(fuzz::small_api().is_unchanged());
    return 0;
}
