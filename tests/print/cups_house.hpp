// SPDX-License-Identifier: Apache-2.0
// A private CUPS on a free port with a folder of its own, as root or as an ordinary user, with our
// backend in it. The machine's own CUPS is not touched.
#pragma once

#include "devices/cups_client.hpp"

#include "print/program.hpp"
#include "store/process.hpp"

#include <memory>
#include <string>
#include <vector>

namespace wms::test {

// False where Debian's cups is not installed; the test says so.
[[nodiscard]] bool there_is_cups();
[[nodiscard]] std::uint16_t free_port();

class CupsHouse {
public:
    CupsHouse();
    ~CupsHouse();
    CupsHouse(CupsHouse const&) = delete;
    CupsHouse& operator=(CupsHouse const&) = delete;

    void start();  // waits until it answers
    void kill();
    void stop_answering();  // SIGSTOP
    void answer_again();
    [[nodiscard]] std::string server() const;
    [[nodiscard]] devices::CupsClient client() const;
    [[nodiscard]] std::string folder() const { return place_.path(); }
    // wmslabel://… for a printer on this machine, its journal at `socket`.
    [[nodiscard]] static std::string device_uri(std::uint16_t printer, std::string const& socket);
    // The backends that run now.
    [[nodiscard]] std::vector<pid_t> backends() const;
    void kill_backends() const;
    [[nodiscard]] std::string log() const;

private:
    void make_folders() const;
    void write_settings() const;
    Place place_;
    std::uint16_t port_;
    std::unique_ptr<Program> cupsd_;
};

}  // namespace wms::test
