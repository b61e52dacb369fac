// SPDX-License-Identifier: Apache-2.0
// What is kept for the printers in a folder that another user may write to: whole, under its hash,
// and nothing outside the folder is touched.
#include "app/print_files.hpp"

#include "store/process.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

namespace {
using namespace wms;
using namespace wms::test;
namespace fs = std::filesystem;

struct Shelves {
    [[nodiscard]] std::string folder() const { return place / "labels"; }
    [[nodiscard]] fs::path shelf() const { return fs::path{folder()} / sha256.substr(0, 2); }
    [[nodiscard]] std::size_t count() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator{shelf()}, fs::directory_iterator{}));
    }
    Place place{memory_folder()};
    PrintFiles files{folder()};
    std::string bytes = "^XA^XZ";
    std::string sha256 = files.keep(bytes);
};

std::string text_in(fs::path const& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_SUITE_BEGIN("print-custom");

TEST_CASE("what is kept twice is one file, as young as the last time") {
    Shelves shelves;
    fs::path const path = shelves.shelf() / shelves.sha256;
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours{48});
    CHECK(shelves.files.keep(shelves.bytes) == shelves.sha256);
    CHECK(shelves.count() == 1);
    CHECK(shelves.files.forget_older_than(std::chrono::hours{24}) == 0);
    CHECK(shelves.files.bytes_of(shelves.sha256) == shelves.bytes);
    std::ofstream{path} << "spoiled";
    CHECK_FALSE(shelves.files.bytes_of(shelves.sha256));
    CHECK(shelves.files.keep(shelves.bytes) == shelves.sha256);
    CHECK(shelves.files.bytes_of(shelves.sha256) == shelves.bytes);
}

TEST_CASE("a link in the way of a kept file is not followed") {
    Shelves shelves;
    fs::path const victim = shelves.place / "victim";
    std::ofstream{victim} << "mine";
    fs::remove(shelves.shelf() / shelves.sha256);
    fs::create_symlink(victim, shelves.shelf() / shelves.sha256);
    for (int number = 1; number < 50; ++number)  // the names of the next fresh files
        fs::create_symlink(
            victim, shelves.shelf() / fmt::format("{}.{}.{}", shelves.sha256, ::getpid(), number));
    CHECK(shelves.files.keep(shelves.bytes) == shelves.sha256);
    CHECK(text_in(victim) == "mine");
    CHECK_FALSE(fs::is_symlink(shelves.shelf() / shelves.sha256));
    CHECK(shelves.files.bytes_of(shelves.sha256) == shelves.bytes);
}

TEST_CASE("a shelf that is a link is no shelf") {
    Shelves shelves;
    fs::path const elsewhere = shelves.place / "elsewhere";
    fs::rename(shelves.shelf(), elsewhere);
    fs::create_directory_symlink(elsewhere, shelves.shelf());
    CHECK_FALSE(shelves.files.bytes_of(shelves.sha256));
    fs::remove(elsewhere / shelves.sha256);
    CHECK_THROWS_AS((void)shelves.files.keep(shelves.bytes), std::system_error);
    CHECK(fs::is_empty(elsewhere));
}

TEST_CASE("what root keeps belongs to whom the folder belongs") {
    if (::geteuid() != 0) return;
    Shelves shelves;
    REQUIRE(::chown(shelves.folder().c_str(), 12345, 12345) == 0);
    fs::remove_all(shelves.shelf());
    CHECK(shelves.files.keep(shelves.bytes) == shelves.sha256);
    for (fs::path const& path : {shelves.shelf(), shelves.shelf() / shelves.sha256}) {
        struct stat about{};
        REQUIRE(::lstat(path.c_str(), &about) == 0);
        CHECK(about.st_uid == 12345);
    }
    // root is not led away by a link in the place of the whole folder either
    fs::path const elsewhere = shelves.place / "elsewhere";
    fs::rename(shelves.folder(), elsewhere);
    fs::create_directory_symlink(elsewhere, shelves.folder());
    CHECK_THROWS_AS((void)shelves.files.keep(shelves.bytes), std::system_error);
}

TEST_CASE("many keep the same bytes at once") {
    Shelves shelves;
    fs::remove(shelves.shelf() / shelves.sha256);
    {
        std::vector<std::jthread> writers;
        for (int number = 0; number < 8; ++number)
            writers.emplace_back([&] { (void)shelves.files.keep(shelves.bytes); });
    }
    CHECK(shelves.count() == 1);
    CHECK(shelves.files.bytes_of(shelves.sha256) == shelves.bytes);
}

TEST_SUITE_END();
