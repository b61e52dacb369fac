// SPDX-License-Identifier: Apache-2.0
#include "bench/local_usbfs.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <linux/usbdevice_fs.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace wms::test {

struct LocalWire::Parts {
    std::mutex mutex;
    std::deque<usbdevfs_urb*> pending;
    std::deque<usbdevfs_urb*> done;
    std::deque<Report> reports;
    std::vector<std::chrono::steady_clock::time_point> handed_over;
    int event = -1;  // one opening at a time is enough here

    // A full counter takes no more: an eventfd is writable while it is not full.
    void show() const {
        std::uint64_t count = 0;
        if (event < 0) return;
        (void)!::read(event, &count, sizeof count);
        if (done.empty()) {
            constexpr std::uint64_t full = UINT64_MAX - 1;
            (void)!::write(event, &full, sizeof full);
        }
    }

    static bool is_read(usbdevfs_urb const& urb) {
        return urb.type != USBDEVFS_URB_TYPE_CONTROL && (urb.endpoint & 0x80) != 0;
    }
    void pump() {
        while (!pending.empty() && !reports.empty()) {
            usbdevfs_urb* const urb = pending.front();
            pending.pop_front();
            Report const report = std::move(reports.front());
            reports.pop_front();
            auto const length =
                std::min(report.size(), static_cast<std::size_t>(urb->buffer_length));
            std::memcpy(urb->buffer, report.data(), length);
            finish(urb, 0, static_cast<int>(length));
        }
    }
    void finish(usbdevfs_urb* urb, int status, int length) {
        urb->status = status;
        urb->actual_length = length;
        done.push_back(urb);
        show();
    }
    void submit(usbdevfs_urb* urb) {
        if (is_read(*urb)) {
            pending.push_back(urb);
            return pump();
        }
        bool const asks = urb->type == USBDEVFS_URB_TYPE_CONTROL &&
                          (static_cast<std::uint8_t const*>(urb->buffer)[0] & 0x80) != 0;
        finish(urb, asks ? -EPIPE : 0, asks ? 0 : urb->buffer_length);
    }
    int discard(usbdevfs_urb* urb) {
        auto const found = std::ranges::find(pending, urb);
        if (found == pending.end()) return EINVAL;
        pending.erase(found);
        finish(urb, -ENOENT, 0);
        return 0;
    }
    int reap(void* argument) {
        if (done.empty()) return EAGAIN;
        usbdevfs_urb* const urb = done.front();
        done.pop_front();
        show();
        std::memcpy(argument, &urb, sizeof urb);
        if (is_read(*urb) && urb->actual_length > 0)
            handed_over.push_back(std::chrono::steady_clock::now());
        return 0;
    }
    // The error's number; 0: done.
    int handle(unsigned long request, void* argument) {
        std::lock_guard const lock{mutex};
        switch (request) {
            case USBDEVFS_GET_CAPABILITIES: {
                std::uint32_t const flags = USBDEVFS_CAP_ZERO_PACKET |
                                            USBDEVFS_CAP_NO_PACKET_SIZE_LIM |
                                            USBDEVFS_CAP_REAP_AFTER_DISCONNECT;
                std::memcpy(argument, &flags, sizeof flags);
                return 0;
            }
            case USBDEVFS_GETDRIVER:
                std::strcpy(static_cast<usbdevfs_getdriver*>(argument)->driver, "usbhid");
                return 0;
            case USBDEVFS_CLAIMINTERFACE:
            case USBDEVFS_DISCONNECT_CLAIM:
            case USBDEVFS_CLEAR_HALT:
            case USBDEVFS_RELEASEINTERFACE:
            case USBDEVFS_IOCTL: return 0;
            case USBDEVFS_SUBMITURB: submit(static_cast<usbdevfs_urb*>(argument)); return 0;
            case USBDEVFS_DISCARDURB: return discard(static_cast<usbdevfs_urb*>(argument));
            case USBDEVFS_REAPURB:
            case USBDEVFS_REAPURBNDELAY: return reap(argument);
            default: return ENOTTY;
        }
    }
};

namespace {

struct Wires {
    std::mutex mutex;
    std::map<std::string, std::shared_ptr<LocalWire::Parts>, std::less<>> by_node;
    std::map<int, std::shared_ptr<LocalWire::Parts>> by_file;
};
Wires& wires() {
    static auto& all = *new Wires;  // close() is called until the very end
    return all;
}

std::shared_ptr<LocalWire::Parts> wire_of(int file) {
    std::lock_guard const lock{wires().mutex};
    auto const found = wires().by_file.find(file);
    return found == wires().by_file.end() ? nullptr : found->second;
}

// -1: no node of ours.
int open_node(char const* path) {
    std::lock_guard const lock{wires().mutex};
    auto const found = wires().by_node.find(std::string_view{path});
    if (found == wires().by_node.end()) return -1;
    int const file = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (file < 0) return -1;
    auto const& wire = wires().by_file[file] = found->second;
    std::lock_guard const wire_lock{wire->mutex};
    wire->event = file;
    wire->pending.clear();
    wire->done.clear();
    wire->show();
    return file;
}

void forget_file(int file) {
    std::lock_guard const lock{wires().mutex};
    auto const found = wires().by_file.find(file);
    if (found == wires().by_file.end()) return;
    {
        std::lock_guard const wire_lock{found->second->mutex};
        found->second->event = -1;
    }
    wires().by_file.erase(found);
}

template <class Function>
Function* next_of(char const* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

LocalWire::LocalWire(GunMake const& make) : parts_{std::make_shared<Parts>()} {
    std::lock_guard const lock{wires().mutex};
    wires().by_node[fmt::format("/dev/bus/usb/{:03}/{:03}", make.bus, make.address)] = parts_;
}

LocalWire::~LocalWire() {
    std::lock_guard const lock{wires().mutex};
    std::erase_if(wires().by_node, [&](auto const& each) { return each.second == parts_; });
}

void LocalWire::report(Report const& bytes) {
    std::lock_guard const lock{parts_->mutex};
    parts_->reports.push_back(bytes);
    parts_->pump();
}

std::vector<std::chrono::steady_clock::time_point> LocalWire::take_handed_over() {
    std::lock_guard const lock{parts_->mutex};
    return std::exchange(parts_->handed_over, {});
}

}  // namespace wms::test

extern "C" {

int ioctl(int file, unsigned long request, ...) noexcept {
    std::va_list rest;
    va_start(rest, request);
    void* const argument = va_arg(rest, void*);
    va_end(rest);
    if (_IOC_TYPE(request) == 'U') {
        if (auto const wire = wms::test::wire_of(file)) {
            int const error = wire->handle(request, argument);
            if (error == 0) return 0;
            errno = error;
            return -1;
        }
    }
    static auto* const next = wms::test::next_of<int(int, unsigned long, ...)>("ioctl");
    return next(file, request, argument);
}

int open(char const* path, int flags, ...) {
    std::va_list rest;
    va_start(rest, flags);
    unsigned const mode = va_arg(rest, unsigned);  // means nothing where no file is made
    va_end(rest);
    int const file = wms::test::open_node(path);
    if (file >= 0) return file;
    static auto* const next = wms::test::next_of<int(char const*, int, ...)>("open");
    return next(path, flags, mode);
}

// What Debian's libusb calls: open() without a mode, checked.
int __open_2(char const* path, int flags) {
    int const file = wms::test::open_node(path);
    if (file >= 0) return file;
    static auto* const next = wms::test::next_of<int(char const*, int)>("__open_2");
    return next(path, flags);
}

int close(int file) {
    wms::test::forget_file(file);
    static auto* const next = wms::test::next_of<int(int)>("close");
    return next(file);
}

}  // extern "C"
