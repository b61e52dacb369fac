// SPDX-License-Identifier: Apache-2.0
#include "devices/usb_gun.hpp"

#include "devices/hid_pos.hpp"
#include "devices/ibm_scanner.hpp"
#include "devices/keyboard.hpp"

#include <fmt/format.h>
#include <libusb-1.0/libusb.h>

#include <algorithm>
#include <cstring>

namespace wms::devices {
namespace {

constexpr std::size_t reads_in_flight = 2;
constexpr std::size_t read_packets = 4;  // a babbling gun overflows one packet
constexpr unsigned request_timeout_ms = 1000;
constexpr std::size_t requests_max = 32;
constexpr Millis retry_after[] = {Millis{10}, Millis{50}, Millis{250}};
constexpr Millis calm_after{1000};
// A person scans a few times a second, a fixed scanner over a belt some ten times.
constexpr Millis window{10'000};
constexpr std::size_t complaints_max = 40;
constexpr std::size_t scans_in_window_max = 500;
constexpr Millis battery_every{60'000};
constexpr unsigned battery_silence_max = 3;

constexpr std::uint8_t to_interface = 0x21, from_interface = 0xA1,
                       get_descriptor_of_interface = 0x81;
constexpr std::uint8_t hid_get_report = 0x01, hid_set_report = 0x09, hid_set_idle = 0x0A,
                       hid_set_protocol = 0x0B;
constexpr std::uint8_t get_descriptor = 0x06, cdc_line_coding = 0x20, cdc_line_state = 0x22;
constexpr std::uint16_t report_descriptor = 0x2200;
constexpr std::uint8_t input_report = 1, output_report = 2, feature_report = 3;
constexpr std::uint16_t dtr_and_rts = 3;
constexpr std::uint16_t first_fetch_bytes = 1024;

std::string_view name_of_status(int status) {
    switch (status) {
        case LIBUSB_TRANSFER_ERROR: return "transfer error";
        case LIBUSB_TRANSFER_TIMED_OUT: return "time-out";
        case LIBUSB_TRANSFER_STALL: return "stall";
        case LIBUSB_TRANSFER_OVERFLOW: return "overflow";
        default: return "failure";
    }
}

void forget_old(std::deque<Millis>& times, Millis now) {
    while (!times.empty() && times.front() + window < now) times.pop_front();
}

}  // namespace

UsbGun::UsbGun(libusb_device* device, UsbDevice const& facts, Approach approach,
               ScannerSettings settings, Events events)
    : device_{libusb_ref_device(device)},
      facts_{facts},
      approach_{std::move(approach)},
      settings_{std::move(settings)},
      events_{std::move(events)} {}

UsbGun::~UsbGun() {
    for (auto& transfer : transfers_) {
        if (transfer->flying) {
            // libusb still owns it: freeing would be worse than leaving it
            (void)transfer.release();
        } else {
            libusb_free_transfer(transfer->raw);
        }
    }
    libusb_unref_device(device_);
}

UsbInterface const& UsbGun::interface() const {
    auto const found =
        std::find_if(facts_.interfaces.begin(), facts_.interfaces.end(),
                     [&](UsbInterface const& each) { return each.number == approach_.interface; });
    return *found;  // the approach was made from these facts
}

void UsbGun::set_condition(GunCondition condition, std::string why) {
    if (condition_ == condition && why.empty()) return;
    condition_ = condition;
    if (events_.condition) events_.condition(condition, std::move(why));
}

void UsbGun::open(Millis now) {
    std::string const problem = claim();
    if (phase_ == Phase::open && problem.empty()) return start(now);
    if (condition_ != GunCondition::gone) set_condition(GunCondition::refused, problem);
    close();
}

// Empty: it is ours.
std::string UsbGun::claim() {
    if (int const code = libusb_open(device_, &handle_); code != 0) {
        handle_ = nullptr;
        if (code == LIBUSB_ERROR_ACCESS)
            return "no permission: install the udev rules and join the group wms";
        if (code == LIBUSB_ERROR_NO_DEVICE) device_left();
        return fmt::format("open: {}", libusb_strerror(code));
    }
    phase_ = Phase::open;
    libusb_set_auto_detach_kernel_driver(handle_, 1);
    std::vector<std::uint8_t> wanted{approach_.interface};
    if (approach_.control_interface) wanted.push_back(*approach_.control_interface);
    for (std::uint8_t const number : wanted) {
        int const code = libusb_claim_interface(handle_, number);
        if (code == LIBUSB_ERROR_BUSY)
            return "another program uses it (CoreScanner, ModemManager, a second server)";
        if (code != 0) return fmt::format("claim: {}", libusb_strerror(code));
        claimed_.push_back(number);
    }
    return {};
}

void UsbGun::start(Millis now) {
    bool const known =
        approach_.mode && (*approach_.mode == Mode::cdc || interface().is_boot_keyboard() ||
                           !approach_.report_descriptor.empty());
    if (known) {
        if (!use_descriptor(approach_.report_descriptor)) {
            set_condition(GunCondition::refused, "its report descriptor describes no scanner");
            return close();
        }
        start_reading();
        queue_wake_up();
    } else {
        std::uint16_t const length = interface().report_descriptor_bytes;
        requests_.push_back({.type = get_descriptor_of_interface,
                             .request = get_descriptor,
                             .value = report_descriptor,
                             .index = approach_.interface,
                             .answer_bytes = length != 0 ? length : first_fetch_bytes,
                             .required = approach_.mode != Mode::keyboard,
                             .then = [this](Bytes descriptor) {
                                 if (!use_descriptor(descriptor)) {
                                     set_condition(GunCondition::refused,
                                                   "its report descriptor describes no scanner");
                                     return close();
                                 }
                                 start_reading();
                                 queue_wake_up();
                             }});
    }
    send_next_request(now);
}

bool UsbGun::use_descriptor(Bytes descriptor) {
    if (approach_.mode == Mode::cdc) {
        decoder_ = std::make_unique<LineAssembler>(settings_);
        beep_ = [this](bool good) -> std::optional<std::string> {
            auto const& bytes = good ? settings_.beep_good : settings_.beep_bad;
            return bytes.empty() ? std::nullopt : std::optional{bytes};
        };
        return true;
    }
    auto const reports = hid::parse_reports(descriptor);
    auto const mode = reports ? mode_of(*reports) : std::nullopt;
    battery_ = reports ? battery_places(*reports) : std::nullopt;
    if (battery_) ask_battery_at_ = Millis{0};
    if (approach_.mode == Mode::keyboard) {
        // its own boot protocol is what is left when the descriptor is of no use
        auto const places = reports ? keyboard_places(*reports) : std::nullopt;
        decoder_ = std::make_unique<KeyboardDecoder>(
            interface().is_boot_keyboard() ? boot_keyboard : places.value_or(boot_keyboard),
            settings_);
        return places.has_value() || interface().is_boot_keyboard();
    }
    if (!mode || *mode == Mode::keyboard) return false;  // never taken unasked
    if (approach_.mode && *approach_.mode != *mode) return false;
    approach_.mode = mode;
    if (*mode == Mode::ibm) {
        decoder_ = std::make_unique<IbmDecoder>(
            is_table_top(*reports) ? IbmKind::table_top : IbmKind::hand_held, settings_);
        return true;
    }
    auto const places = *hid_pos_places(*reports);
    decoder_ = std::make_unique<HidPosDecoder>(places, settings_);
    beep_ = [this, places](bool good) {
        auto const& described = good ? places.good_report : places.bad_report;
        std::string const& known = good ? settings_.beep_good : settings_.beep_bad;
        return described || known.empty() ? described : std::optional{known};
    };
    if (places.has_redirect) queue_set_report(feature_report, "\xFE\x01", Millis{0});
    return true;
}

// A gun that is not awake yet has more important things to answer.
std::optional<Millis> UsbGun::battery_due() const {
    bool const may = phase_ == Phase::open && condition_ == GunCondition::ready;
    return may ? ask_battery_at_ : std::nullopt;
}

// Input reports of it may come unasked, too; the first one is asked for.
void UsbGun::ask_battery(Millis now) {
    ask_battery_at_ = now + battery_every;
    if (requests_.size() >= requests_max) return;
    bool const feature = battery_->kind == hid::Kind::feature;
    std::uint8_t const kind = feature ? feature_report : input_report;
    requests_.push_back(
        {.type = from_interface,
         .request = hid_get_report,
         .value = static_cast<std::uint16_t>(kind << 8 | battery_->charge.report_id),
         .index = approach_.interface,
         .answer_bytes = static_cast<std::uint16_t>(battery_->report_bytes),
         .then = [this](Bytes report) {
             battery_silence_ = report.empty() ? battery_silence_ + 1 : 0;
             if (battery_silence_ == battery_silence_max) ask_battery_at_.reset();
             take_battery(report);
         }});
}

void UsbGun::take_battery(Bytes report) {
    auto const charge = battery_in(*battery_, report);
    if (!charge || charge_ == charge) return;
    charge_ = charge;
    if (events_.battery) events_.battery(*charge);
}

void UsbGun::queue_set_report(std::uint8_t kind, std::string report, Millis not_before) {
    if (requests_.size() >= requests_max) return;
    bool const numbered = kind == feature_report || approach_.mode == Mode::hid_pos;
    std::uint8_t const id =
        numbered && !report.empty() ? static_cast<std::uint8_t>(report[0]) : std::uint8_t{0};
    requests_.push_back({.type = to_interface,
                         .request = hid_set_report,
                         .value = static_cast<std::uint16_t>(kind << 8 | id),
                         .index = approach_.interface,
                         .data = std::move(report),
                         .not_before = not_before});
}

// None of it is required: a gun that does not know a request answers with a stall and works on.
void UsbGun::queue_wake_up() {
    if (approach_.mode != Mode::cdc) return queue_hid_wake_up();
    // 9600 8N1: means nothing over USB, but some guns wait for it; and for DTR
    std::string const coding{"\x80\x25\x00\x00\x00\x00\x08", 7};
    std::uint16_t const control = approach_.control_interface.value_or(approach_.interface);
    requests_.push_back(
        {.type = to_interface, .request = cdc_line_coding, .index = control, .data = coding});
    requests_.push_back(
        {.type = to_interface, .request = cdc_line_state, .value = dtr_and_rts, .index = control});
}

void UsbGun::queue_hid_wake_up() {
    if (approach_.mode == Mode::keyboard) {
        if (interface().is_boot_keyboard())
            requests_.push_back(
                {.type = to_interface, .request = hid_set_protocol, .index = approach_.interface});
        // only changes, no repeats; and no lock light, so that the gun need not type around it
        requests_.push_back(
            {.type = to_interface, .request = hid_set_idle, .index = approach_.interface});
        queue_set_report(output_report, std::string(1, '\0'), Millis{0});
    }
    if (approach_.mode == Mode::ibm)
        queue_set_report(output_report, ibm_command(IbmCommand::enable), Millis{0});
    for (std::string const& report : settings_.init)
        queue_set_report(feature_report, report, Millis{0});
}

void UsbGun::start_reading() {
    auto const& in = *interface().in;
    for (std::size_t i = 0; i < reads_in_flight; ++i) {
        auto transfer = std::make_unique<Transfer>();
        transfer->gun = this;
        transfer->buffer.resize(std::size_t{in.packet_bytes} *
                                (approach_.mode == Mode::cdc ? read_packets : 1));
        transfer->raw = libusb_alloc_transfer(0);
        auto const length = static_cast<int>(transfer->buffer.size());
        if (approach_.mode == Mode::cdc)
            libusb_fill_bulk_transfer(transfer->raw, handle_, in.address, transfer->buffer.data(),
                                      length, &UsbGun::on_done, transfer.get(), 0);
        else
            libusb_fill_interrupt_transfer(transfer->raw, handle_, in.address,
                                           transfer->buffer.data(), length, &UsbGun::on_done,
                                           transfer.get(), 0);
        transfers_.push_back(std::move(transfer));
        submit(*transfers_.back());
        if (phase_ != Phase::open) return;
    }
}

// In libusb's callback: nothing but a note. Closing or submitting here could deadlock.
void UsbGun::on_done(libusb_transfer* raw) {
    auto* const transfer = static_cast<Transfer*>(raw->user_data);
    transfer->flying = false;
    transfer->gun->done_.push_back(transfer);
}

void UsbGun::submit(Transfer& transfer) {
    transfer.parked = false;
    int const code = libusb_submit_transfer(transfer.raw);
    if (code == 0) {
        transfer.flying = true;
    } else if (code == LIBUSB_ERROR_NO_DEVICE) {
        device_left();
    } else {
        isolate(fmt::format("submit: {}", libusb_strerror(code)));
    }
}

void UsbGun::send_next_request(Millis now) {
    if (asked_ || requests_.empty() || phase_ != Phase::open) return;
    if (requests_.front().not_before > now) return;
    asked_ = std::move(requests_.front());
    requests_.pop_front();
    auto transfer = std::make_unique<Transfer>();
    transfer->gun = this;
    transfer->purpose = Purpose::control;
    std::size_t const length =
        asked_->answer_bytes != 0 ? asked_->answer_bytes : asked_->data.size();
    transfer->buffer.resize(LIBUSB_CONTROL_SETUP_SIZE + length);
    libusb_fill_control_setup(transfer->buffer.data(), asked_->type, asked_->request, asked_->value,
                              asked_->index, static_cast<std::uint16_t>(length));
    if (!asked_->data.empty())
        std::memcpy(transfer->buffer.data() + LIBUSB_CONTROL_SETUP_SIZE, asked_->data.data(),
                    asked_->data.size());
    transfer->raw = libusb_alloc_transfer(0);
    libusb_fill_control_transfer(transfer->raw, handle_, transfer->buffer.data(), &UsbGun::on_done,
                                 transfer.get(), request_timeout_ms);
    transfers_.push_back(std::move(transfer));
    submit(*transfers_.back());
}

void UsbGun::write(std::string const& bytes) {
    auto const& out = *interface().out;
    auto transfer = std::make_unique<Transfer>();
    transfer->gun = this;
    transfer->purpose = Purpose::write;
    transfer->buffer.assign(bytes.begin(), bytes.end());
    transfer->raw = libusb_alloc_transfer(0);
    auto const length = static_cast<int>(transfer->buffer.size());
    if (approach_.mode == Mode::cdc)
        libusb_fill_bulk_transfer(transfer->raw, handle_, out.address, transfer->buffer.data(),
                                  length, &UsbGun::on_done, transfer.get(), request_timeout_ms);
    else
        libusb_fill_interrupt_transfer(transfer->raw, handle_, out.address, transfer->buffer.data(),
                                       length, &UsbGun::on_done, transfer.get(),
                                       request_timeout_ms);
    transfers_.push_back(std::move(transfer));
    submit(*transfers_.back());
}

void UsbGun::give_feedback(Feedback feedback, Millis now) {
    if (phase_ != Phase::open || transfers_.size() > requests_max) return;
    bool const good = feedback == Feedback::good;
    if (approach_.mode == Mode::ibm) {
        // one beep, or two long ones
        constexpr Millis steps[] = {Millis{0}, Millis{300}, Millis{450}, Millis{750}};
        for (std::size_t i = 0; i < (good ? 2U : 4U); ++i)
            queue_set_report(output_report,
                             ibm_command(i % 2 == 0 ? IbmCommand::beep_on : IbmCommand::beep_off),
                             now + (good && i == 1 ? Millis{80} : steps[i]));
        return send_next_request(now);
    }
    auto const bytes = beep_ ? beep_(good) : std::nullopt;
    if (!bytes) return;
    if (interface().out) return write(*bytes);
    queue_set_report(output_report, *bytes, Millis{0});
    send_next_request(now);
}

void UsbGun::step(Millis now) {
    while (!done_.empty()) {
        Transfer* const transfer = done_.front();
        done_.pop_front();
        finished(*transfer, now);
    }
    if (phase_ == Phase::open && decoder_) {
        Decoded decoded;
        decoder_->pass(now, decoded);
        deliver(std::move(decoded), now);
    }
    if (phase_ == Phase::open && retry_at_ && now >= *retry_at_) retry(now);
    if (auto const due = battery_due(); due && now >= *due) ask_battery(now);
    send_next_request(now);
    settle(now);
    if (phase_ == Phase::closing && !anything_flying()) give_back();
}

// Ready once it is awake; again ready when a failure has not come back for a while.
void UsbGun::settle(Millis now) {
    if (phase_ != Phase::open || !decoder_) return;
    bool const awake = condition_ == GunCondition::opening && !asked_ && requests_.empty();
    bool const calm = calm_at_ && now >= *calm_at_;
    if (calm) {
        calm_at_.reset();
        failures_ = 0;
    }
    if (awake || calm) set_condition(GunCondition::ready, {});
}

std::optional<Millis> UsbGun::due() const {
    std::optional<Millis> first = retry_at_;
    auto const consider = [&](std::optional<Millis> at) {
        if (at && (!first || *at < *first)) first = at;
    };
    if (phase_ != Phase::open) return std::nullopt;
    if (decoder_) consider(decoder_->due());
    consider(calm_at_);
    consider(battery_due());
    if (!asked_ && !requests_.empty()) consider(requests_.front().not_before);
    return first;
}

void UsbGun::finished(Transfer& transfer, Millis now) {
    if (transfer.purpose == Purpose::read) return read_finished(transfer, now);
    if (transfer.purpose == Purpose::control) control_finished(transfer);
    if (transfer.raw->status == LIBUSB_TRANSFER_NO_DEVICE) device_left();
    auto const at = std::find_if(transfers_.begin(), transfers_.end(),
                                 [&](auto const& each) { return each.get() == &transfer; });
    libusb_free_transfer(transfer.raw);
    transfers_.erase(at);
}

void UsbGun::control_finished(Transfer& transfer) {
    if (!asked_) return;
    Request const request = std::move(*asked_);
    asked_.reset();
    if (phase_ != Phase::open) return;
    bool const good = transfer.raw->status == LIBUSB_TRANSFER_COMPLETED;
    if (!good && request.required) {
        if (transfer.raw->status != LIBUSB_TRANSFER_NO_DEVICE)
            isolate(fmt::format("it does not describe itself: {}",
                                name_of_status(transfer.raw->status)));
        return;
    }
    if (!request.then) return;
    auto const length = good ? static_cast<std::size_t>(transfer.raw->actual_length) : 0;
    request.then(Bytes{transfer.buffer}.subspan(LIBUSB_CONTROL_SETUP_SIZE, length));
}

void UsbGun::read_finished(Transfer& transfer, Millis now) {
    bool const late = phase_ == Phase::closing && condition_ != GunCondition::gone;
    if (phase_ != Phase::open && !late) return;
    // what was read before a close for other reasons counts
    if (late && transfer.raw->status != LIBUSB_TRANSFER_COMPLETED) return;
    switch (transfer.raw->status) {
        case LIBUSB_TRANSFER_COMPLETED: {
            auto const length = static_cast<std::size_t>(transfer.raw->actual_length);
            if (length != 0) {  // some kernels end each report with an empty one
                failures_ = 0;
                if (!late) set_condition(GunCondition::ready, {});
                Bytes const report = Bytes{transfer.buffer}.first(length);
                if (battery_ && battery_->kind == hid::Kind::input) take_battery(report);
                Decoded decoded;
                decoder_->take(report, now, decoded);
                deliver(std::move(decoded), now);
            }
            if (phase_ == Phase::open) submit(transfer);
            return;
        }
        case LIBUSB_TRANSFER_NO_DEVICE: return device_left();
        case LIBUSB_TRANSFER_CANCELLED: return;
        case LIBUSB_TRANSFER_ERROR:
        case LIBUSB_TRANSFER_TIMED_OUT:
        case LIBUSB_TRANSFER_STALL:
        case LIBUSB_TRANSFER_OVERFLOW:
            return failed(transfer, name_of_status(transfer.raw->status), now);
    }
}

void UsbGun::deliver(Decoded&& decoded, Millis now) {
    for (ScanFault const fault : decoded.faults) {
        complaints_.push_back(now);
        if (events_.fault) events_.fault(fault);
    }
    for (Scan& scan : decoded.scans) {
        recent_scans_.push_back(now);
        forget_old(recent_scans_, now);
        if (recent_scans_.size() > scans_in_window_max) return isolate("it scans without end");
        if (events_.scan) events_.scan(std::move(scan));
    }
    forget_old(complaints_, now);
    if (complaints_.size() > complaints_max) isolate("it sends nonsense");
}

// The first sign of an unplugged gun may be an error like any other: the next try tells.
void UsbGun::failed(Transfer& transfer, std::string_view what, Millis now) {
    Decoded decoded;
    decoder_->abandon(decoded);
    deliver(std::move(decoded), now);
    if (phase_ != Phase::open) return;
    transfer.parked = true;
    calm_at_.reset();
    complaints_.push_back(now);
    if (retry_at_) return;  // the other read failed for the same reason
    if (failures_ == std::size(retry_after)) return isolate(std::string{what});
    set_condition(GunCondition::recovering, std::string{what});
    retry_at_ = now + retry_after[failures_++];
}

void UsbGun::retry(Millis now) {
    retry_at_.reset();
    calm_at_ = now + calm_after;
    bool const stalled = std::any_of(transfers_.begin(), transfers_.end(), [](auto const& each) {
        return each->parked && each->raw->status == LIBUSB_TRANSFER_STALL;
    });
    if (stalled && libusb_clear_halt(handle_, interface().in->address) == LIBUSB_ERROR_NO_DEVICE)
        return device_left();
    for (std::size_t i = 0; i < transfers_.size(); ++i) {
        if (transfers_[i]->parked) submit(*transfers_[i]);
        if (phase_ != Phase::open) return;
    }
}

void UsbGun::isolate(std::string why) {
    if (phase_ != Phase::open) return;
    set_condition(GunCondition::isolated, std::move(why));
    close();
}

void UsbGun::device_left() {
    if (condition_ == GunCondition::gone) return;
    set_condition(GunCondition::gone, {});
    close();
}

void UsbGun::close() {
    if (phase_ == Phase::closing || phase_ == Phase::closed) return;
    bool const was_open = phase_ == Phase::open;
    phase_ = Phase::closing;
    retry_at_.reset();
    requests_.clear();
    if (was_open && condition_ == GunCondition::gone) abandon();
    for (auto const& transfer : transfers_) {
        if (transfer->flying) libusb_cancel_transfer(transfer->raw);
    }
}

void UsbGun::abandon() {
    if (!decoder_) return;
    Decoded decoded;
    decoder_->abandon(decoded);
    for (ScanFault const fault : decoded.faults) {
        if (events_.fault) events_.fault(fault);
    }
}

bool UsbGun::anything_flying() const {
    return std::any_of(transfers_.begin(), transfers_.end(),
                       [](auto const& each) { return each->flying; });
}

void UsbGun::give_back() {
    abandon();
    for (auto const& transfer : transfers_) libusb_free_transfer(transfer->raw);
    transfers_.clear();
    done_.clear();
    // of a gun that is gone it returns NO_DEVICE, which changes nothing
    for (std::uint8_t const number : claimed_) libusb_release_interface(handle_, number);
    claimed_.clear();
    if (handle_ != nullptr) libusb_close(handle_);
    handle_ = nullptr;
    phase_ = Phase::closed;
}

}  // namespace wms::devices
