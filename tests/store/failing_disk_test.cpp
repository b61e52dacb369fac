// SPDX-License-Identifier: Apache-2.0
// The n-th write or sync fails, for every n (T4).
#include "engine/verify.hpp"
#include "store/process.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cerrno>

namespace wms::test {
namespace {

constexpr int all_done = 0;
constexpr int went_on = 10;
constexpr int gave_up_working = 3;  // Engine's own end
constexpr int did_not_open = 4;

struct Failing {
    int error;
    bool for_ever;
};

// Runs the errands with the n-th write failing; the child's exit code.
int errands(Failing const& how, std::uint64_t n) {
    Place const place{memory_folder()};
    std::string const folder = place / "store";
    {
        Engine engine{{.folder = folder, .mode = Engine::Mode::manual}};
        furnish(engine);
    }
    std::vector<std::string> environment{
        "LD_PRELOAD=" WMS_FAILING_DISK, "FAILING_DISK_UNDER=" + folder,
        fmt::format("FAILING_DISK_AT={}", n), fmt::format("FAILING_DISK_ERROR={}", how.error)};
    if (how.for_ever) environment.push_back("FAILING_DISK_FOR_EVER=1");
    Child child{{"errands", folder}, environment};
    int const code = child.wait();
    Engine engine{{.folder = folder, .mode = Engine::Mode::manual}};
    CHECK(broken_promise(engine, child.acks()) == "");
    // Done again with the same ids, each of them has happened once.
    for (std::uint64_t again = 1; again <= 12; ++again)
        CHECK(engine.decide(envelope_of(1, again)).seq != 0);
    CHECK(broken_promise(engine, child.acks()) == "");
    return code;
}

void must_be_sound_after(Failing const& how, std::uint64_t n, int code) {
    CAPTURE(n);
    CAPTURE(how.error);
    bool const clean = code == went_on || code == gave_up_working || code == did_not_open;
    CHECK_MESSAGE(clean, "exit code ", code);
    // EIO: whoever has seen it does not take another command on a disk he cannot trust.
    if (how.error == EIO) CHECK(code != went_on);
}

}  // namespace

TEST_SUITE_BEGIN("failing");

TEST_CASE("whichever write or sync fails, a command has happened whole or not at all") {
    struct Row {
        std::string_view name;
        Failing how;
    };
    Row const rows[] = {
        {"EIO once", {EIO, false}},
        {"EIO from then on", {EIO, true}},
        {"ENOSPC once", {ENOSPC, false}},
    };
    for (Row const& row : rows) {
        SUBCASE(std::string{row.name}.c_str()) {
            std::uint64_t n = 1;
            for (; n < 500; ++n) {
                int const code = errands(row.how, n);
                if (code == all_done) break;
                must_be_sound_after(row.how, n, code);
            }
            MESSAGE(row.name, ": ", n - 1, " places");
            CHECK(n > 30);
            CHECK(n < 500);
        }
    }
}

TEST_SUITE_END();

}  // namespace wms::test
