// SPDX-License-Identifier: Apache-2.0
// Pages out of the program and out of a folder: nothing beside them comes out, whatever is asked
// for (reliability §3.10).
#include "server/assets.hpp"
#include "server/request_head.hpp"
#include "store/process.hpp"
#include "web/climbing.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace wms::test {
namespace {

constexpr std::string_view secret = "not for anybody's eyes";

// A folder of pages; beside it, and behind links in it, what must never come out.
struct Pages {
    Place place;
    std::string root = place / "pages";

    Pages() {
        std::filesystem::create_directories(root + "/assets");
        std::filesystem::create_directories(place / "etc");
        std::ofstream{root + "/index.html"} << "the page";
        std::ofstream{root + "/assets/app.js"} << "the program";
        std::ofstream{place / "secret.txt"} << secret;
        std::ofstream{place / "etc/passwd"} << secret;
        std::filesystem::create_symlink(place / "secret.txt", root + "/secret.txt");
        std::filesystem::create_directory_symlink(place.path(), root + "/link");
    }
};

struct Seen {
    int pages = 0, nothing = 0, leaked = 0;
    void add(web::Response const& response) {
        std::string const body = response.body + std::string{response.embedded};
        pages += response.status == 200;
        nothing += response.status == 404;
        leaked += body.find(secret) != body.npos || body.find("root:") != body.npos;
    }
};

TEST_CASE("5,000 ways to climb out of a folder get nothing from the pages, embedded or not") {
    Pages const pages;
    web::Assets const folder{pages.root};
    web::Assets const embedded;
    Random random{310};
    Seen seen;
    for (int n = 0; n < 5000; ++n) {
        std::string const target = web_test::climbing_target(random);
        CAPTURE(target);
        // as the transport reads it, and as if it had let everything through
        std::vector<web::Request> asked{{.path = target}};
        auto head =
            web::read_head(fmt::format("GET {} HTTP/1.1\r\nHost: wms.test\r\n\r\n", target));
        if (head) asked.push_back(std::move(head->request));
        for (web::Request const& request : asked) {
            for (web::Assets const* const assets : {&folder, &embedded}) {
                web::Response const response = assets->answer(request);
                seen.add(response);
                REQUIRE(seen.leaked == 0);
                REQUIRE((response.status == 404 || request.path == "/" ||
                         request.path == "/index.html"));
            }
        }
    }
    CHECK(seen.nothing >= 10'000);
    CHECK(seen.nothing + seen.pages >= 10'000);
    for (char const* path :
         {"/secret.txt", "/link/secret.txt", "/link/etc/passwd", "/link/pages/", "/etc/passwd",
          "//etc/passwd", "/assets", "/assets/", "/index.html/"}) {
        CAPTURE(path);
        for (web::Assets const* const assets : {&folder, &embedded})
            CHECK(assets->answer({.path = path}).status == 404);
    }
    // what is there does come out
    CHECK(folder.answer({.path = "/"}).body == "the page");
    CHECK(folder.answer({.path = "/assets/app.js"}).body == "the program");
    CHECK(embedded.answer({.path = "/"}).status == 200);
}

}  // namespace
}  // namespace wms::test
