// SPDX-License-Identifier: Apache-2.0
#include "server/assets.hpp"

#include "server/answers.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace wms::web {
namespace {

constexpr std::string_view content_policy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'; connect-src 'self'";

std::string_view content_type_of(std::string_view path) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 14> types{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".webp", "image/webp"},
        {".woff2", "font/woff2"},
        {".wasm", "application/wasm"},
        {".txt", "text/plain; charset=utf-8"},
        {".mp3", "audio/mpeg"},
        {".wav", "audio/wav"},
    }};
    for (auto const& [ending, type] : types) {
        if (path.ends_with(ending)) return type;
    }
    return "application/octet-stream";
}

bool takes_brotli(Request const& request) {
    std::string_view const codings = request.header("Accept-Encoding");
    std::size_t const at = codings.find("br");
    if (at == codings.npos) return false;
    bool const starts = at == 0 || codings[at - 1] == ' ' || codings[at - 1] == ',';
    std::string_view const rest = codings.substr(at + 2);
    bool const refused = rest.starts_with(";q=0") && !rest.starts_with(";q=0.");
    return starts && !refused && (rest.empty() || rest[0] == ',' || rest[0] == ';');
}

std::string_view path_of(Request const& request) {
    return request.path == "/" ? std::string_view{"/index.html"} : std::string_view{request.path};
}

}  // namespace

void add_page_headers(Response& response) {
    response.headers.push_back({"Content-Security-Policy", std::string{content_policy}});
    response.headers.push_back({"Cross-Origin-Opener-Policy", "same-origin"});
}

Assets::Assets() {
    for (EmbeddedFile const& file : embedded_files()) files_.emplace(file.path, file);
}

Assets::Assets(std::string const& web_root) : web_root_{web_root} {}

Response Assets::answer(Request const& request) const {
    if (request.method != Method::get && request.method != Method::head)
        return problem(405, "method_not_allowed", {"Only GET here.", "这里只支持 GET。"});
    if (!web_root_.empty()) return from_folder(request);
    auto const found = files_.find(path_of(request));
    if (found == files_.end()) return not_found();
    EmbeddedFile const& file = found->second;
    bool const packed = !file.brotli.empty() && takes_brotli(request);
    std::string etag = '"' + std::string{file.etag} + (packed ? "-br" : "") + '"';
    Response response{.content_type = std::string{content_type_of(file.path)}};
    add_page_headers(response);
    // the build puts a hash into the names below /assets/, so what they hold never changes
    bool const hashed = file.path.starts_with("/assets/");
    response.headers.push_back(
        {"Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache"});
    response.headers.push_back({"Vary", "Accept-Encoding"});
    bool const known = request.header("If-None-Match") == etag;
    response.headers.push_back({"ETag", std::move(etag)});
    if (known) {
        response.status = 304;
        return response;
    }
    if (packed) response.headers.push_back({"Content-Encoding", "br"});
    response.embedded = packed ? file.brotli : file.plain;
    return response;
}

// Only names of files that are there are compared with the path; the path itself is never opened.
Response Assets::from_folder(Request const& request) const {
    namespace fs = std::filesystem;
    std::error_code ignored;
    for (auto const& entry : fs::recursive_directory_iterator(web_root_, ignored)) {
        if (!entry.is_regular_file(ignored) || entry.is_symlink(ignored)) continue;
        std::string const path = "/" + entry.path().lexically_relative(web_root_).generic_string();
        if (path != path_of(request)) continue;
        Response response{.content_type = std::string{content_type_of(path)}};
        add_page_headers(response);
        response.headers.push_back({"Cache-Control", "no-store"});
        std::ifstream file{entry.path(), std::ios::binary};
        response.body.assign(std::istreambuf_iterator<char>{file}, {});
        return response;
    }
    return not_found();
}

}  // namespace wms::web
