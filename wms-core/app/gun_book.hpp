// SPDX-License-Identifier: Apache-2.0
// Which gun belongs to which terminal or station: a small file beside the store, so that both the
// server and `wms devices` can write it. A registration is asked for with a code on a screen; the
// gun that reads it is the one in the person's hand.
#pragma once

#include "devices/scan.hpp"
#include "devices/scanner_calibration.hpp"
#include "devices/scanner_settings.hpp"

#include "base/instant.hpp"
#include "base/refusal.hpp"

#include <boost/describe/class.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::app {

struct RegisteredGun {
    std::string key;     // devices::UsbDevice::key
    std::string device;  // the terminal's or station's code in the warehouse
    std::string layout;  // of a gun that types, found by its first scan
    bool aim_prefix = false;
    std::int64_t idle_ms = 0;  // measured: silence that ends a scan; 0: as its profile says
    bool ends_scans = false;   // by a suffix: then no silence does
    std::string suffix = {};   // by this one: "\r", "\t" …
    std::string model;         // as it calls itself, for people
    std::string at;
    devices::Calibration calibration = {};
    std::string calibrated_at = {};  // empty: its calibration code was never scanned
};
BOOST_DESCRIBE_STRUCT(RegisteredGun, (),
                      (key, device, layout, aim_prefix, idle_ms, ends_scans, suffix, model, at,
                       calibration, calibrated_at))

struct AskedRegistration {
    std::string code;    // on the screen
    std::string device;  // what the gun is to be bound to
    std::string gun;     // a person named it: only so is a keyboard or an unknown device read
    std::string until;
    std::string problem;  // why the scan of the code bound nothing
};
BOOST_DESCRIBE_STRUCT(AskedRegistration, (), (code, device, gun, until, problem))

struct GunList {
    std::vector<RegisteredGun> guns;
    std::optional<AskedRegistration> asked;
};
BOOST_DESCRIBE_STRUCT(GunList, (), (guns, asked))

// How a scan relates to the code on the screen.
struct CodeRead {
    devices::Layout layout = devices::Layout::us;
    bool aim_prefix = false;
    friend bool operator==(CodeRead const&, CodeRead const&) = default;
};
// The layout a gun types in, given what came when its keys were read as `read_as`. Nothing: it is
// not this code in any layout.
[[nodiscard]] std::optional<CodeRead> match_code(std::string_view code, std::string_view scanned,
                                                 devices::Layout read_as);
// `text` typed by a gun set to `typed`, its keys read as `read_as`.
[[nodiscard]] std::string typed_as(std::string_view text, devices::Layout typed,
                                   devices::Layout read_as);

// What the scan would be in each layout, for devices::calibrate(); the layout it was read as first.
// A gun whose bytes are bytes has one reading.
[[nodiscard]] std::vector<devices::CalibrationReading> calibration_readings(
    devices::Scan const& scan, devices::Mode mode, devices::Layout read_as);

class GunBook {
public:
    explicit GunBook(std::string const& data_folder);

    // Refused with the place where somebody has spoilt the file.
    [[nodiscard]] Result<GunList> read() const;
    // One writer at a time, in whatever process.
    [[nodiscard]] Result<> change(std::function<Result<>(GunList&)> const& edit) const;
    // Changes when the file does; 0 where there is none.
    [[nodiscard]] std::int64_t stamp() const;

    // Asks for a registration: the code to be shown, good for `registration_time`.
    [[nodiscard]] Result<AskedRegistration> ask(std::string const& device, std::string const& gun,
                                                Instant now) const;

private:
    std::string file_;
};

inline constexpr Elapsed registration_time = 180'000_ms;
[[nodiscard]] RegisteredGun const* gun_by_key(GunList const& list, std::string_view key);

}  // namespace wms::app
