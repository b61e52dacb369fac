// SPDX-License-Identifier: Apache-2.0
// The files browsers load: embedded in the program (web-ui/dist, assets.cmake), or read from a
// folder while somebody works on them. Looked up in a map, so that no path leads anywhere else
// (reliability §3.10).
#pragma once

#include "server/http.hpp"

#include <map>
#include <string>
#include <string_view>

namespace wms::web {

// One file of web-ui/dist in the program. Made by assets.cmake.
struct EmbeddedFile {
    std::string_view path;  // "/assets/app-1a2b.js"
    std::string_view etag;  // of the plain bytes, without quotes
    std::string_view plain;
    std::string_view brotli;  // empty when there is none
};
[[nodiscard]] std::vector<EmbeddedFile> embedded_files();

class Assets {
public:
    Assets();                                      // the embedded ones
    explicit Assets(std::string const& web_root);  // those of a folder, read again for each request

    // 404 when there is no such file; "/" is /index.html.
    [[nodiscard]] Response answer(Request const& request) const;
    [[nodiscard]] std::size_t count() const { return files_.size(); }

private:
    [[nodiscard]] Response from_folder(Request const& request) const;
    std::map<std::string, EmbeddedFile, std::less<>> files_ = {};
    std::string web_root_ = {};
};

// What every answer that a browser may show carries (reliability §3.4).
void add_page_headers(Response& response);

}  // namespace wms::web
