// SPDX-License-Identifier: Apache-2.0
#include "devices/emulated_gun.hpp"

#include <fmt/format.h>
#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>
#include <umockdev.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

namespace wms::test {

namespace {

// Of one gun, one after the other; guns keep out of each other's way by 64 of them.
constexpr std::size_t addresses = 3;
constexpr std::size_t address_step = 64;

struct Urb {
    UMockdevIoctlData* urb = nullptr;
    UMockdevIoctlData* buffer = nullptr;
    int status = 0;
    int length = 0;
    [[nodiscard]] usbdevfs_urb* kernel() const {
        return reinterpret_cast<usbdevfs_urb*>(urb->data);
    }
    [[nodiscard]] bool is_read() const {
        return kernel()->type != USBDEVFS_URB_TYPE_CONTROL && (kernel()->endpoint & 0x80) != 0;
    }
    void release() const {
        g_object_unref(urb);
        if (buffer != nullptr) g_object_unref(buffer);
    }
};

// What one opening of the device has under way. As in the kernel it ends with that opening and not
// with the device: a gun that is back at once meets a program that has not closed the old one yet.
struct Wire {
    std::deque<Urb> pending;
    std::deque<Urb> done;
    int gone = 0;

    void finish(std::size_t index, int status, int length) {
        Urb urb = pending[index];
        pending.erase(pending.begin() + static_cast<std::ptrdiff_t>(index));
        urb.status = status;
        urb.length = length;
        done.push_back(urb);
    }
    void release() const {
        for (Urb const& urb : pending) urb.release();
        for (Urb const& urb : done) urb.release();
    }
};

}  // namespace

struct EmulatedGun::Parts {
    mutable std::mutex mutex;
    // One for each address: who still has the old device does not meet the new one.
    std::array<UMockdevIoctlBase*, addresses> handlers{};
    std::array<bool, addresses> attached{};
    std::size_t current = 0;
    int plugged = 0;
    int first_address = 0;
    std::map<UMockdevIoctlClient*, Wire> wires;
    std::deque<Report> reports;
    std::map<std::uint8_t, std::deque<Report>> reports_at;  // by endpoint
    std::deque<int> failures;
    std::vector<ControlSeen> controls;
    std::vector<Report> written;
    Report report_descriptor;
    std::map<std::uint16_t, Report> held;
    std::vector<std::chrono::steady_clock::time_point> handed_over;
    int gone = 0;
    int claim_error = 0;
    bool answers = true;
    bool stalls = false;
    std::function<std::vector<Report>(Report const&)> answer_write;
    std::string device_id;
    std::string serial;
    std::optional<std::size_t> bytes_left;
    int claims = 0;
    int halts_cleared = 0;

    void forget(bool closed_only) {
        std::erase_if(wires, [&](auto const& each) {
            if (closed_only && umockdev_ioctl_client_get_connected(each.first)) return false;
            each.second.release();
            g_object_unref(each.first);
            return true;
        });
    }
    Wire& wire_of(UMockdevIoctlClient* client, UMockdevIoctlBase const* handler) {
        if (auto const found = wires.find(client); found != wires.end()) return found->second;
        forget(true);
        g_object_ref(client);  // so that no other one gets its address
        Wire& wire = wires[client];
        // who opens what has been pulled out meanwhile finds nothing
        if (gone != 0 || handler != handlers[current]) wire.gone = -ENODEV;
        return wire;
    }
    [[nodiscard]] int address_of(std::size_t which) const {
        return first_address + static_cast<int>(which * address_step);
    }
    void leave(int code) {
        gone = code;
        for (auto& [client, wire] : wires) wire.gone = code;
    }
    static void reply(Wire& wire, std::size_t index, Report answer, int wanted) {
        auto const length = std::min(answer.size(), static_cast<std::size_t>(wanted));
        umockdev_ioctl_data_update(wire.pending[index].buffer, 8, answer.data(),
                                   static_cast<gint>(length));
        wire.finish(index, 0, static_cast<int>(length));
    }
    // 0: American English is spoken; else the serial number.
    [[nodiscard]] Report string_descriptor(unsigned number) const {
        if (number == 0) return {4, 3, 0x09, 0x04};
        Report text{static_cast<std::uint8_t>(2 + 2 * serial.size()), 3};
        for (char const each : serial) {
            text.push_back(static_cast<std::uint8_t>(each));
            text.push_back(0);
        }
        return text;
    }
    bool answer_control(Wire& wire, std::size_t index) {
        Urb const& urb = wire.pending[index];
        if (!answers) return false;
        auto const* const data = urb.buffer->data;
        ControlSeen seen{.type = data[0],
                         .request = data[1],
                         .value = static_cast<std::uint16_t>(data[2] | data[3] << 8)};
        int const wanted = data[6] | data[7] << 8;
        if ((seen.type & 0x80) == 0) seen.data.assign(data + 8, data + 8 + wanted);
        controls.push_back(seen);
        bool const asks = seen.type == 0xA1 && seen.request == 1;
        auto const report = asks ? held.find(seen.value) : held.end();
        if (stalls) {
            wire.finish(index, -EPIPE, 0);
        } else if (report != held.end()) {
            auto const length =
                std::min<std::size_t>(report->second.size(), static_cast<std::size_t>(wanted));
            umockdev_ioctl_data_update(urb.buffer, 8, report->second.data(),
                                       static_cast<gint>(length));
            wire.finish(index, 0, static_cast<int>(length));
        } else if (seen.type == 0xA1 && seen.request == 0 && !device_id.empty()) {
            std::size_t const size = device_id.size() + 2;
            Report named{static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
            named.insert(named.end(), device_id.begin(), device_id.end());
            reply(wire, index, named, wanted);
        } else if (seen.type == 0x80 && seen.request == 6 && seen.value >> 8 == 3 &&
                   !device_id.empty()) {
            reply(wire, index, string_descriptor(seen.value & 0xFFU), wanted);
        } else if (seen.type == 0x81 && seen.request == 6 && !report_descriptor.empty()) {
            auto const length =
                std::min<std::size_t>(report_descriptor.size(), static_cast<std::size_t>(wanted));
            umockdev_ioctl_data_update(urb.buffer, 8, report_descriptor.data(),
                                       static_cast<gint>(length));
            wire.finish(index, 0, static_cast<int>(length));
        } else {
            wire.finish(index, (seen.type & 0x80) != 0 ? -EPIPE : 0, wanted);
        }
        return true;
    }
    bool answer_read(Wire& wire, std::size_t index) {
        if (!failures.empty()) {
            wire.finish(index, failures.front(), 0);
            failures.pop_front();
            return true;
        }
        Urb const& urb = wire.pending[index];
        auto const own = reports_at.find(urb.kernel()->endpoint);
        bool const has_own = own != reports_at.end() && !own->second.empty();
        auto& source = has_own ? own->second : reports;
        if (source.empty()) return false;
        Report report = std::move(source.front());
        source.pop_front();
        auto const room = static_cast<std::size_t>(urb.kernel()->buffer_length);
        if (report.size() > room) {
            wire.finish(index, -EOVERFLOW, 0);
            return true;
        }
        if (!report.empty())
            umockdev_ioctl_data_update(urb.buffer, 0, report.data(),
                                       static_cast<gint>(report.size()));
        wire.finish(index, 0, static_cast<int>(report.size()));
        return true;
    }
    void take_write(Wire& wire, std::size_t index) {
        Urb const& urb = wire.pending[index];
        auto const* const data = urb.buffer->data;
        auto length = static_cast<std::size_t>(urb.kernel()->buffer_length);
        bool const last = bytes_left && *bytes_left <= length;
        if (bytes_left) length = std::min(length, *bytes_left);
        if (bytes_left) *bytes_left -= length;
        written.emplace_back(data, data + length);
        if (answer_write)
            for (Report& answer : answer_write(written.back()))
                reports.push_back(std::move(answer));
        wire.finish(index, last ? -ENODEV : 0, static_cast<int>(length));
        if (last) leave(-ENODEV);
    }
    void pump(Wire& wire) {
        for (std::size_t i = 0; i < wire.pending.size();) {
            Urb const& urb = wire.pending[i];
            bool finished = false;
            if (wire.gone != 0) {
                wire.finish(i, wire.gone, 0);
                finished = true;
            } else if (urb.kernel()->type == USBDEVFS_URB_TYPE_CONTROL) {
                finished = answer_control(wire, i);
            } else if (urb.is_read()) {
                finished = answer_read(wire, i);
            } else {
                take_write(wire, i);
                finished = true;
            }
            if (!finished) ++i;
        }
    }
    struct Answer {
        long result = 0;
        int error = 0;
    };
    static Answer submit(Wire& wire, UMockdevIoctlData* data) {
        if (wire.gone != 0) return {-1, ENODEV};
        Urb urb{.urb = static_cast<UMockdevIoctlData*>(g_object_ref(data))};
        auto const length = static_cast<std::size_t>(urb.kernel()->buffer_length);
        urb.buffer =
            umockdev_ioctl_data_resolve(data, offsetof(usbdevfs_urb, buffer), length, nullptr);
        wire.pending.push_back(urb);
        return {};
    }
    static Answer discard(Wire& wire, UMockdevIoctlData* argument) {
        gulong address = 0;
        std::memcpy(&address, argument->data, sizeof address);
        for (std::size_t i = 0; i < wire.pending.size(); ++i) {
            if (wire.pending[i].urb->client_addr != address) continue;
            wire.finish(i, -ENOENT, 0);
            return {};
        }
        return {-1, EINVAL};
    }
    Answer reap(Wire& wire, UMockdevIoctlData* data) {
        pump(wire);
        if (wire.done.empty()) return {-1, wire.gone != 0 ? ENODEV : EAGAIN};
        Urb const urb = wire.done.front();
        wire.done.pop_front();
        urb.kernel()->status = urb.status;
        urb.kernel()->actual_length = urb.length;
        umockdev_ioctl_data_set_ptr(data, 0, urb.urb);
        if (urb.is_read() && urb.length > 0)
            handed_over.push_back(std::chrono::steady_clock::now());
        urb.release();
        return {};
    }
    Answer claim(Wire const& wire) {
        if (claim_error != 0) return {-1, claim_error};
        if (wire.gone != 0) return {-1, ENODEV};
        ++claims;
        return {};
    }
    static void name_driver(UMockdevIoctlData* data) {
        usbdevfs_getdriver driver{};
        std::memcpy(&driver, data->data, sizeof driver);
        std::strcpy(driver.driver, "usbhid");
        umockdev_ioctl_data_update(data, 0, reinterpret_cast<std::uint8_t*>(&driver),
                                   sizeof driver);
    }
    Answer handle(UMockdevIoctlBase const* handler, UMockdevIoctlClient* client, gulong request,
                  UMockdevIoctlData* argument, UMockdevIoctlData* data) {
        constexpr gulong fionbio = 0x5421;
        Wire& wire = wire_of(client, handler);
        switch (request) {
            case USBDEVFS_GET_CAPABILITIES: {
                std::uint32_t flags = USBDEVFS_CAP_ZERO_PACKET | USBDEVFS_CAP_NO_PACKET_SIZE_LIM |
                                      USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
                umockdev_ioctl_data_update(data, 0, reinterpret_cast<std::uint8_t*>(&flags), 4);
                return {};
            }
            case USBDEVFS_GETDRIVER: name_driver(data); return {};
            case USBDEVFS_CLAIMINTERFACE:
            case USBDEVFS_DISCONNECT_CLAIM: return claim(wire);
            case USBDEVFS_CLEAR_HALT: ++halts_cleared; return {};
            case USBDEVFS_RELEASEINTERFACE:
            case USBDEVFS_IOCTL:
            case fionbio: return {};
            case USBDEVFS_SUBMITURB: return submit(wire, data);
            case USBDEVFS_DISCARDURB: return discard(wire, argument);
            case USBDEVFS_REAPURB:
            case USBDEVFS_REAPURBNDELAY: return reap(wire, data);
            default: return {-1, ENOTTY};
        }
    }
};

}  // namespace wms::test

// GLib's way to derive from umockdev's handler.
struct WmsGunHandler {
    UMockdevIoctlBase parent;
    wms::test::EmulatedGun::Parts* parts;
};
struct WmsGunHandlerClass {
    UMockdevIoctlBaseClass parent_class;
};
static GType wms_gun_handler_get_type();
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"  // in GLib's macro
G_DEFINE_TYPE(WmsGunHandler, wms_gun_handler, UMOCKDEV_TYPE_IOCTL_BASE)
#pragma GCC diagnostic pop

static gboolean handle_ioctl(UMockdevIoctlBase* base, UMockdevIoctlClient* client) {
    auto* const parts = reinterpret_cast<WmsGunHandler*>(base)->parts;
    gulong const request = umockdev_ioctl_client_get_request(client);
    UMockdevIoctlData* const argument = umockdev_ioctl_client_get_arg(client);
    UMockdevIoctlData* data = nullptr;
    if (_IOC_SIZE(request) != 0)
        data = umockdev_ioctl_data_resolve(argument, 0, _IOC_SIZE(request), nullptr);
    wms::test::EmulatedGun::Parts::Answer answer;
    {
        std::lock_guard const lock{parts->mutex};
        answer = parts->handle(base, client, request, argument, data);
    }
    if (data != nullptr) g_object_unref(data);
    umockdev_ioctl_client_complete(client, answer.result, answer.error);
    return TRUE;
}
static void wms_gun_handler_class_init(WmsGunHandlerClass* klass) {
    klass->parent_class.handle_ioctl = handle_ioctl;
}
static void wms_gun_handler_init(WmsGunHandler* handler) {
    handler->parts = nullptr;
}

namespace wms::test {

struct Testbed::Parts {
    std::mutex mutex;  // umockdev's own calls are for one thread
    UMockdevTestbed* bed = nullptr;
    GMainLoop* loop = nullptr;
    std::thread thread;
};

Testbed::Testbed() : parts_{std::make_unique<Parts>()} {
    parts_->bed = umockdev_testbed_new();
    parts_->loop = g_main_loop_new(nullptr, FALSE);
    parts_->thread = std::thread{[loop = parts_->loop] { g_main_loop_run(loop); }};
}

// In a script's words: a control character is ^ and its letter.
static std::string in_script(Report const& report) {
    std::string text;
    for (std::uint8_t const byte : report) {
        bool const control = byte < 32;
        if (control) text += '^';
        text += static_cast<char>(control ? byte + 64 : byte);
    }
    return text;
}

std::string Testbed::add_hidraw(std::string const& script_file,
                                std::vector<HidrawReport> const& reports) {
    std::string const node = "/dev/hidraw0";
    GError* error = nullptr;
    umockdev_testbed_add_from_string(
        parts_->bed,
        "P: /devices/pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.0/0003:0922:8003.0007/hidraw/hidraw0\n"
        "N: hidraw0\nE: DEVNAME=/dev/hidraw0\nE: SUBSYSTEM=hidraw\n",
        &error);
    std::ofstream script{script_file, std::ios::binary};
    script << "d 0 " << node << '\n';
    for (HidrawReport const& each : reports)
        script << "r " << each.after.count() << ' ' << in_script(each.bytes) << '\n';
    script.close();
    if (error == nullptr)
        umockdev_testbed_load_script(parts_->bed, node.c_str(), script_file.c_str(), &error);
    if (error != nullptr) throw std::runtime_error(error->message);
    return node;
}

Testbed::~Testbed() {
    g_main_loop_quit(parts_->loop);
    parts_->thread.join();
    g_main_loop_unref(parts_->loop);
    g_object_unref(parts_->bed);
}

namespace {

std::string node_of(GunMake const& make) {
    return fmt::format("/dev/bus/usb/{:03}/{:03}", make.bus, make.address);
}
std::string sysfs_of(GunMake const& make) {
    return fmt::format("/devices/pci0000:00/0000:00:14.0/usb{}/{}", make.bus, make.port);
}
std::string sysfs_of_interface(GunMake const& make) {
    return fmt::format("{}/{}:1.{}", sysfs_of(make), make.port, make.interface);
}
std::string sysfs_of_hid(GunMake const& make) {
    return fmt::format("{}/0003:{:04X}:{:04X}.{:04}", sysfs_of_interface(make), make.vendor,
                       make.product, make.address);
}

std::string description_of(GunMake const& make) {
    std::string text = fmt::format(
        "P: {}\nN: bus/usb/{:03}/{:03}={}\nE: DEVNAME={}\nE: DEVTYPE=usb_device\n"
        "E: SUBSYSTEM=usb\nE: BUSNUM={:03}\nE: DEVNUM={:03}\nA: busnum={}\\n\nA: devnum={}\\n\n"
        "A: speed=12\\n\nA: bConfigurationValue=1\\n\nA: idVendor={:04x}\\n\n"
        "A: idProduct={:04x}\\n\nA: product={}\\n\nA: manufacturer=Test maker\\n\n"
        "A: serial={}\\n\nH: descriptors={}\n",
        sysfs_of(make), make.bus, make.address, hex_of(make.descriptors), node_of(make), make.bus,
        make.address, make.bus, make.address, make.vendor, make.product, make.model, make.serial,
        hex_of(make.descriptors));
    return text;
}

}  // namespace

EmulatedGun::EmulatedGun(Testbed& testbed, GunMake make)
    : testbed_{testbed}, make_{std::move(make)}, parts_{std::make_unique<Parts>()} {
    parts_->report_descriptor = make_.report_descriptor;
    parts_->first_address = make_.address;
    parts_->serial = make_.serial;
    for (UMockdevIoctlBase*& each : parts_->handlers) {
        auto* const handler =
            static_cast<WmsGunHandler*>(g_object_new(wms_gun_handler_get_type(), nullptr));
        handler->parts = parts_.get();
        each = &handler->parent;
    }
}

EmulatedGun::~EmulatedGun() {
    if (parts_->plugged > 0 && parts_->gone == 0) unplug(-ENODEV, Order::reads_first);
    for (std::size_t i = 0; i < addresses; ++i) {
        make_.address = parts_->address_of(i);
        if (!parts_->attached[i]) continue;
        std::lock_guard const lock{testbed_.parts().mutex};
        umockdev_testbed_detach_ioctl(testbed_.parts().bed, node_of(make_).c_str(), nullptr);
    }
    std::lock_guard const lock{parts_->mutex};
    parts_->forget(false);
    for (UMockdevIoctlBase* const each : parts_->handlers) g_object_unref(each);
}

void EmulatedGun::plug_in() {
    {
        std::lock_guard const lock{parts_->mutex};
        parts_->current = static_cast<std::size_t>(parts_->plugged++) % addresses;
        make_.address = parts_->address_of(parts_->current);  // the kernel counts on
        parts_->reports.clear();
        parts_->reports_at.clear();
        parts_->failures.clear();
        parts_->gone = 0;
        parts_->controls.clear();
    }
    std::lock_guard const one_at_a_time{testbed_.parts().mutex};
    auto* const bed = testbed_.parts().bed;
    GError* error = nullptr;
    // the handler first: the event of adding reaches a program that opens at once
    if (!make_.own_ioctls && !std::exchange(parts_->attached[parts_->current], true))
        umockdev_testbed_attach_ioctl(bed, node_of(make_).c_str(),
                                      parts_->handlers[parts_->current], &error);
    if (error == nullptr && make_.kernel_knows && !make_.report_descriptor.empty()) {
        std::string const text = fmt::format(
            "P: {}\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n\n"
            "P: {}\nE: SUBSYSTEM=hid\nH: report_descriptor={}\n",
            sysfs_of_interface(make_), sysfs_of_hid(make_), hex_of(make_.report_descriptor));
        umockdev_testbed_add_from_string(bed, text.c_str(), &error);
    }
    if (error == nullptr)
        umockdev_testbed_add_from_string(bed, description_of(make_).c_str(), &error);
    if (error != nullptr) throw std::runtime_error(error->message);
}

void EmulatedGun::unplug(int code, Order order) {
    auto* const bed = testbed_.parts().bed;
    auto const end_reads = [&] {
        std::lock_guard const lock{parts_->mutex};
        parts_->leave(code);
    };
    std::string const device = "/sys" + sysfs_of(make_);
    if (order == Order::reads_first) {
        end_reads();
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    {
        std::lock_guard const one_at_a_time{testbed_.parts().mutex};
        umockdev_testbed_uevent(bed, device.c_str(), "remove");
        if (make_.kernel_knows && !make_.report_descriptor.empty()) {
            umockdev_testbed_remove_device(bed, ("/sys" + sysfs_of_hid(make_)).c_str());
            umockdev_testbed_remove_device(bed, ("/sys" + sysfs_of_interface(make_)).c_str());
        }
        umockdev_testbed_remove_device(bed, device.c_str());
    }
    if (order == Order::event_first) {
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
        end_reads();
    }
}

void EmulatedGun::report(Report const& bytes) {
    std::lock_guard const lock{parts_->mutex};
    parts_->reports.push_back(bytes);
}
void EmulatedGun::report_at(std::uint8_t endpoint, Report const& bytes) {
    std::lock_guard const lock{parts_->mutex};
    parts_->reports_at[endpoint].push_back(bytes);
}
std::size_t EmulatedGun::unread_at(std::uint8_t endpoint) const {
    std::lock_guard const lock{parts_->mutex};
    auto const found = parts_->reports_at.find(endpoint);
    return found == parts_->reports_at.end() ? 0 : found->second.size();
}
void EmulatedGun::fail_reads(int code, int count) {
    std::lock_guard const lock{parts_->mutex};
    for (int i = 0; i < count; ++i) parts_->failures.push_back(code);
}
void EmulatedGun::refuse_claims(int code) {
    std::lock_guard const lock{parts_->mutex};
    parts_->claim_error = code;
}
void EmulatedGun::answer_controls(bool answers) {
    std::lock_guard const lock{parts_->mutex};
    parts_->answers = answers;
}
void EmulatedGun::hold_report(std::uint16_t value, Report const& bytes) {
    std::lock_guard const lock{parts_->mutex};
    parts_->held[value] = bytes;
}
std::vector<std::chrono::steady_clock::time_point> EmulatedGun::take_handed_over() {
    std::lock_guard const lock{parts_->mutex};
    return std::exchange(parts_->handed_over, {});
}
void EmulatedGun::stall_controls(bool stalls) {
    std::lock_guard const lock{parts_->mutex};
    parts_->stalls = stalls;
}
void EmulatedGun::answer_writes(std::function<std::vector<Report>(Report const&)> answers) {
    std::lock_guard const lock{parts_->mutex};
    parts_->answer_write = std::move(answers);
}
void EmulatedGun::name_itself(std::string device_id) {
    std::lock_guard const lock{parts_->mutex};
    parts_->device_id = std::move(device_id);
}
void EmulatedGun::fails_after(std::size_t bytes) {
    std::lock_guard const lock{parts_->mutex};
    parts_->bytes_left = bytes;
}
std::vector<ControlSeen> EmulatedGun::controls() const {
    std::lock_guard const lock{parts_->mutex};
    return parts_->controls;
}
std::vector<Report> EmulatedGun::written() const {
    std::lock_guard const lock{parts_->mutex};
    return parts_->written;
}
int EmulatedGun::claims() const {
    std::lock_guard const lock{parts_->mutex};
    return parts_->claims;
}
int EmulatedGun::halts_cleared() const {
    std::lock_guard const lock{parts_->mutex};
    return parts_->halts_cleared;
}
int EmulatedGun::reads_waiting() const {
    std::lock_guard const lock{parts_->mutex};
    std::ptrdiff_t count = 0;
    for (auto const& [client, wire] : parts_->wires) {
        if (wire.gone == 0) count += std::ranges::count_if(wire.pending, &Urb::is_read);
    }
    return static_cast<int>(count);
}
bool EmulatedGun::is_read_out() const {
    std::lock_guard const lock{parts_->mutex};
    return parts_->reports.empty() && std::ranges::all_of(parts_->wires, [](auto const& each) {
               return each.second.done.empty();
           });
}

}  // namespace wms::test
