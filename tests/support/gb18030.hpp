// SPDX-License-Identifier: Apache-2.0
// Text as a spreadsheet in China saves it, for the tests of the reading.
#pragma once

#include <doctest/doctest.h>
#include <iconv.h>

#include <cstdint>
#include <string>

namespace wms::test {

inline std::string to_gb18030(std::string utf8) {
    iconv_t const converter = iconv_open("GB18030", "UTF-8");
    REQUIRE(reinterpret_cast<std::intptr_t>(converter) != -1);
    std::string out(utf8.size() * 4, '\0');
    char* from = utf8.data();
    std::size_t left = utf8.size();
    char* to = out.data();
    std::size_t room = out.size();
    CHECK(iconv(converter, &from, &left, &to, &room) == 0);
    iconv_close(converter);
    out.resize(out.size() - room);
    return out;
}

}  // namespace wms::test
