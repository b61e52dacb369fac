// SPDX-License-Identifier: Apache-2.0
#include "devices/usb_port.hpp"

#include <libusb.h>

#include <algorithm>
#include <array>
#include <optional>

namespace wms::devices {
namespace {

constexpr std::uint8_t printer_class = 7;
constexpr std::uint8_t get_device_id = 0;
constexpr std::uint8_t class_request = 0xA1;  // to the host, class, interface
// One transfer at a time: of one that is cut off the number of bytes is exact.
constexpr std::size_t chunk_max = 4096;

struct ContextEnd {
    void operator()(libusb_context* context) const { libusb_exit(context); }
};
using Context = std::unique_ptr<libusb_context, ContextEnd>;

Context new_context() {
    libusb_context* context = nullptr;
    return libusb_init(&context) == 0 ? Context{context} : Context{};
}

struct HandleEnd {
    void operator()(libusb_device_handle* handle) const { libusb_close(handle); }
};
using Handle = std::unique_ptr<libusb_device_handle, HandleEnd>;

struct Interface {
    int number = 0;
    int alternate = 0;
    std::uint8_t out = 0;
    std::uint8_t in = 0;  // 0: cannot answer
};

struct ConfigEnd {
    void operator()(libusb_config_descriptor* config) const {
        libusb_free_config_descriptor(config);
    }
};

Interface with_endpoints(libusb_interface_descriptor const& setting) {
    Interface found{.number = setting.bInterfaceNumber, .alternate = setting.bAlternateSetting};
    for (int n = 0; n < setting.bNumEndpoints; ++n) {
        libusb_endpoint_descriptor const& endpoint = setting.endpoint[n];
        if ((endpoint.bmAttributes & 3) != LIBUSB_TRANSFER_TYPE_BULK) continue;
        bool const in = (endpoint.bEndpointAddress & LIBUSB_ENDPOINT_IN) != 0;
        (in ? found.in : found.out) = endpoint.bEndpointAddress;
    }
    return found;
}

// The one that answers, if there are several (protocol 2 is bidirectional).
std::optional<Interface> printer_interface(libusb_device* device) {
    libusb_config_descriptor* raw = nullptr;
    if (libusb_get_active_config_descriptor(device, &raw) != 0) return std::nullopt;
    std::unique_ptr<libusb_config_descriptor, ConfigEnd> const config{raw};
    std::optional<Interface> best;
    for (int i = 0; i < config->bNumInterfaces; ++i) {
        libusb_interface const& interface = config->interface[i];
        for (int a = 0; a < interface.num_altsetting; ++a) {
            if (interface.altsetting[a].bInterfaceClass != printer_class) continue;
            Interface const found = with_endpoints(interface.altsetting[a]);
            if (found.out != 0 && (!best || (best->in == 0 && found.in != 0))) best = found;
        }
    }
    return best;
}

std::string text_of(libusb_device_handle* handle, std::uint8_t index) {
    if (index == 0) return {};
    std::array<unsigned char, 256> text{};
    int const length = libusb_get_string_descriptor_ascii(handle, index, text.data(),
                                                          static_cast<int>(text.size()));
    return {text.begin(), text.begin() + std::max(length, 0)};
}

// Two bytes of length, high byte first, then the text.
std::string device_id_of(libusb_device_handle* handle, Interface const& interface) {
    std::array<unsigned char, 1024> bytes{};
    int const got = libusb_control_transfer(
        handle, class_request, get_device_id, 0,
        static_cast<std::uint16_t>(interface.number << 8 | interface.alternate), bytes.data(),
        static_cast<std::uint16_t>(bytes.size()), 1000);
    return got <= 2 ? std::string{} : std::string{bytes.begin() + 2, bytes.begin() + got};
}

template <class Visit>
void for_each_printer(libusb_context* context, Visit&& visit) {
    libusb_device** list = nullptr;
    ssize_t const count = libusb_get_device_list(context, &list);
    for (ssize_t n = 0; n < count; ++n) {
        libusb_device_descriptor descriptor{};
        auto const interface = printer_interface(list[n]);
        if (!interface || libusb_get_device_descriptor(list[n], &descriptor) != 0) continue;
        visit(list[n], descriptor, *interface);
    }
    if (count >= 0) libusb_free_device_list(list, 1);
}

}  // namespace

struct UsbPort::Device {
    Context context;
    Handle handle;
    Interface interface;
};

UsbPort::UsbPort(std::uint16_t vendor, std::uint16_t product, std::string serial)
    : vendor_{vendor}, product_{product}, serial_{std::move(serial)} {}

UsbPort::~UsbPort() {
    close();
}

bool UsbPort::is_open() const {
    return device_ != nullptr;
}

bool UsbPort::open(Patience) {
    close();
    auto device = std::make_unique<Device>();
    device->context = new_context();
    if (!device->context) return problem_ = "USB is not to be had", false;
    problem_ = "not plugged in";
    for_each_printer(
        device->context.get(), [&](libusb_device* each, libusb_device_descriptor const& descriptor,
                                   Interface const& interface) {
            bool const ours = descriptor.idVendor == vendor_ && descriptor.idProduct == product_;
            libusb_device_handle* raw = nullptr;
            if (device->handle || !ours) return;
            if (int const error = libusb_open(each, &raw); error != 0) {
                problem_ = libusb_strerror(static_cast<libusb_error>(error));
                return;
            }
            Handle handle{raw};
            if (!serial_.empty() && text_of(raw, descriptor.iSerialNumber) != serial_) return;
            device->handle = std::move(handle);
            device->interface = interface;
        });
    if (!device->handle) return false;
    libusb_device_handle* const handle = device->handle.get();
    (void)libusb_set_auto_detach_kernel_driver(handle, 1);  // usblp gives way and comes back
    int error = libusb_claim_interface(handle, device->interface.number);
    if (error == 0 && device->interface.alternate != 0)
        error = libusb_set_interface_alt_setting(handle, device->interface.number,
                                                 device->interface.alternate);
    if (error != 0) return problem_ = libusb_strerror(static_cast<libusb_error>(error)), false;
    device_ = std::move(device);
    return true;
}

PortMoved UsbPort::ended(int error, int moved) {
    if (moved > 0) return {.result = PortResult::moved, .bytes = static_cast<std::size_t>(moved)};
    problem_ = libusb_strerror(static_cast<libusb_error>(error));
    if (error == LIBUSB_ERROR_TIMEOUT || error == 0) return {.result = PortResult::timed_out};
    close();
    return {.result = PortResult::closed};
}

PortMoved UsbPort::write(std::string_view bytes, Patience patience) {
    if (!device_) return {.result = PortResult::closed};
    // libusb wants them writable and does not write them
    std::array<unsigned char, chunk_max> chunk;
    std::size_t const size = std::min(bytes.size(), chunk.size());
    std::copy_n(bytes.begin(), size, chunk.begin());
    int moved = 0;
    int const error = libusb_bulk_transfer(
        device_->handle.get(), device_->interface.out, chunk.data(), static_cast<int>(size), &moved,
        static_cast<unsigned>(std::max<long>(patience.count(), 1)));
    return ended(error, moved);
}

PortMoved UsbPort::read(std::span<char> into, Patience patience) {
    if (!device_) return {.result = PortResult::closed};
    if (device_->interface.in == 0) return {.result = PortResult::timed_out};
    std::array<unsigned char, 512> chunk;
    int moved = 0;
    int const error = libusb_bulk_transfer(
        device_->handle.get(), device_->interface.in, chunk.data(), static_cast<int>(chunk.size()),
        &moved, static_cast<unsigned>(std::max<long>(patience.count(), 1)));
    std::size_t const size = std::min(into.size(), static_cast<std::size_t>(std::max(moved, 0)));
    std::copy_n(chunk.begin(), size, into.begin());
    return ended(error, static_cast<int>(size));
}

void UsbPort::close() {
    if (device_) (void)libusb_release_interface(device_->handle.get(), device_->interface.number);
    device_.reset();
}

std::vector<UsbPrinter> find_usb_printers() {
    std::vector<UsbPrinter> found;
    Context const context = new_context();
    if (!context) return found;
    for_each_printer(
        context.get(), [&](libusb_device* device, libusb_device_descriptor const& descriptor,
                           Interface const& interface) {
            UsbPrinter printer{.vendor = descriptor.idVendor, .product = descriptor.idProduct};
            libusb_device_handle* raw = nullptr;
            if (libusb_open(device, &raw) == 0) {
                Handle const handle{raw};
                printer.serial = text_of(raw, descriptor.iSerialNumber);
                printer.device_id = device_id_of(raw, interface);
            }
            found.push_back(std::move(printer));
        });
    return found;
}

}  // namespace wms::devices
