// SPDX-License-Identifier: Apache-2.0
#include "devices/cups_client.hpp"

#include <cups/cups.h>

#include <array>
#include <atomic>
#include <charconv>
#include <future>
#include <memory>
#include <thread>

namespace wms::devices {
namespace {

// Calls that nobody waits for any more and that have not come back. More than that many: CUPS is
// not asked until one is back.
constexpr int left_behind_max = 16;
std::atomic<int>& under_way() {
    static std::atomic<int> count{0};
    return count;
}

struct HttpEnd {
    void operator()(http_t* http) const { httpClose(http); }
};
using Http = std::unique_ptr<http_t, HttpEnd>;
struct IppEnd {
    void operator()(ipp_t* ipp) const { ippDelete(ipp); }
};
using Ipp = std::unique_ptr<ipp_t, IppEnd>;

Http connect(CupsClient::Options const& options) {
    std::string host = options.server.empty() ? cupsServer() : options.server;
    int port = ippPort();
    std::size_t const colon = host.rfind(':');
    if (host.front() != '/' && colon != std::string::npos && host.find(']') == std::string::npos) {
        std::from_chars(host.data() + colon + 1, host.data() + host.size(), port);
        host.resize(colon);
    }
    Http http{httpConnect2(host.c_str(), port, nullptr, AF_UNSPEC, HTTP_ENCRYPTION_IF_REQUESTED, 1,
                           static_cast<int>(options.connect.count()), nullptr)};
    if (!http) return nullptr;
    // without it a scheduler that hangs keeps the caller for ever; "0" means: give up
    httpSetTimeout(
        http.get(), static_cast<double>(options.call.count()) / 1000,
        [](http_t*, void*) { return 0; }, nullptr);
    return http;
}

// On a thread of its own; nothing when it is not back in time.
template <class Call>
auto in_time(CupsClient::Options const& options, Call call)
    -> std::optional<decltype(call(std::declval<http_t*>()))> {
    using Value = decltype(call(std::declval<http_t*>()));
    if (under_way() >= left_behind_max) return std::nullopt;
    auto promise = std::make_shared<std::promise<std::optional<Value>>>();
    auto future = promise->get_future();
    ++under_way();
    std::thread{[promise, options, call = std::move(call)] {
        std::optional<Value> value;
        if (Http const http = connect(options)) value = call(http.get());
        promise->set_value(std::move(value));
        --under_way();
    }}.detach();
    if (future.wait_for(options.connect + options.call + options.call) != std::future_status::ready)
        return std::nullopt;
    return future.get();
}

// The answer, or nothing when there was none.
Ipp ask(http_t* http, ipp_t* request, char const* path = "/") {
    Ipp answer{cupsDoRequest(http, request, path)};
    if (!answer) return nullptr;
    bool const broken = ippGetStatusCode(answer.get()) == IPP_STATUS_ERROR_SERVICE_UNAVAILABLE ||
                        ippGetStatusCode(answer.get()) == IPP_STATUS_ERROR_INTERNAL;
    return broken ? nullptr : std::move(answer);
}

ipp_t* request_of(ipp_op_t operation, char const* uri_name, std::string const& uri) {
    ipp_t* const request = ippNewRequest(operation);
    if (!uri.empty())
        ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, uri_name, nullptr, uri.c_str());
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", nullptr,
                 cupsUser());
    return request;
}

std::string uri_of(std::string const& queue) {
    return "ipp://localhost/printers/" + queue;
}

void want(ipp_t* request, std::vector<char const*> const& names) {
    ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes",
                  static_cast<int>(names.size()), nullptr, names.data());
}

std::string text_of(ipp_attribute_t* attribute, int index = 0) {
    char const* const text = ippGetString(attribute, index, nullptr);
    return text == nullptr ? std::string{} : std::string{text};
}

// media-empty-error, media-empty-warning and media-empty-report are one thing to people.
std::string plain_reason(std::string reason) {
    for (std::string_view const end : {"-error", "-warning", "-report"})
        if (reason.ends_with(end)) reason.resize(reason.size() - end.size());
    return reason;
}

void take(CupsQueue& queue, ipp_attribute_t* attribute) {
    char const* const raw = ippGetName(attribute);
    std::string_view const name = raw == nullptr ? "" : raw;
    if (name == "printer-name") queue.name = text_of(attribute);
    if (name == "device-uri") queue.device_uri = text_of(attribute);
    if (name == "printer-make-and-model") queue.make_and_model = text_of(attribute);
    if (name == "printer-is-accepting-jobs") queue.accepting = ippGetBoolean(attribute, 0) != 0;
    if (name == "printer-state") queue.stopped = ippGetInteger(attribute, 0) == IPP_PSTATE_STOPPED;
    if (name != "printer-state-reasons") return;
    for (int n = 0; n < ippGetCount(attribute); ++n) {
        std::string const reason = plain_reason(text_of(attribute, n));
        if (reason != "none" && !reason.empty()) queue.reasons.push_back(reason);
    }
}

void take(CupsJob& job, ipp_attribute_t* attribute) {
    char const* const raw = ippGetName(attribute);
    std::string_view const name = raw == nullptr ? "" : raw;
    if (name == "job-id") job.id = ippGetInteger(attribute, 0);
    if (name == "job-name") job.name = text_of(attribute);
    if (name == "job-state") job.state = static_cast<CupsJobState>(ippGetInteger(attribute, 0));
    if (name == "job-printer-state-message") job.message = text_of(attribute);
}

void take(CupsDevice& device, ipp_attribute_t* attribute) {
    char const* const raw = ippGetName(attribute);
    std::string_view const name = raw == nullptr ? "" : raw;
    if (name == "device-uri") device.uri = text_of(attribute);
    if (name == "device-info") device.info = text_of(attribute);
    if (name == "device-make-and-model") device.make_and_model = text_of(attribute);
    if (name == "device-id") device.device_id = text_of(attribute);
}

void take(CupsEvent& event, ipp_attribute_t* attribute) {
    char const* const raw = ippGetName(attribute);
    std::string_view const name = raw == nullptr ? "" : raw;
    if (name == "notify-sequence-number") event.sequence = ippGetInteger(attribute, 0);
    if (name == "notify-job-id") event.job = ippGetInteger(attribute, 0);
    if (name == "printer-name") event.queue = text_of(attribute);
}

// One object for each group of attributes with this tag.
template <class Object>
std::vector<Object> groups_of(ipp_t* answer, ipp_tag_t tag) {
    std::vector<Object> objects;
    bool inside = false;
    for (ipp_attribute_t* each = ippFirstAttribute(answer); each != nullptr;
         each = ippNextAttribute(answer)) {
        if (ippGetGroupTag(each) != tag || ippGetName(each) == nullptr) {
            inside = false;
            continue;
        }
        if (!inside) objects.emplace_back();
        inside = true;
        take(objects.back(), each);
    }
    return objects;
}

// The outer: there was a connection. The inner: there was an answer.
template <class T>
std::optional<T> flat(std::optional<std::optional<T>> value) {
    return value ? std::move(*value) : std::nullopt;
}

std::expected<int, std::string> send_document(http_t* http, CupsClient::Document const& document) {
    std::string const path = "/printers/" + document.queue;
    Ipp request{request_of(IPP_OP_PRINT_JOB, "printer-uri", uri_of(document.queue))};
    ippAddString(request.get(), IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", nullptr,
                 document.name.c_str());
    ippAddString(request.get(), IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", nullptr,
                 document.format.c_str());
    if (!document.media.empty()) {
        ippAddString(request.get(), IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", nullptr,
                     document.media.c_str());
        ippAddString(request.get(), IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", nullptr, "none");
    }
    std::size_t const length = ippLength(request.get()) + document.bytes.size();
    http_status_t status = cupsSendRequest(http, request.get(), path.c_str(), length);
    if (status == HTTP_STATUS_CONTINUE)
        status = cupsWriteRequestData(http, document.bytes.data(), document.bytes.size());
    if (status != HTTP_STATUS_CONTINUE) return std::unexpected{std::string{cups_no_answer}};
    Ipp const answer{cupsGetResponse(http, path.c_str())};
    if (!answer) return std::unexpected{std::string{cups_no_answer}};
    if (ippGetStatusCode(answer.get()) > IPP_STATUS_OK_CONFLICTING)
        return std::unexpected{std::string{ippErrorString(ippGetStatusCode(answer.get()))}};
    auto* const id = ippFindAttribute(answer.get(), "job-id", IPP_TAG_INTEGER);
    if (id == nullptr) return std::unexpected{std::string{cups_no_answer}};
    return ippGetInteger(id, 0);
}

std::optional<std::vector<CupsJob>> jobs_of(http_t* http, std::string const& queue,
                                            char const* which) {
    ipp_t* const request = request_of(IPP_OP_GET_JOBS, "printer-uri", uri_of(queue));
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", nullptr, which);
    want(request, {"job-id", "job-name", "job-state", "job-printer-state-message"});
    Ipp const answer = ask(http, request);
    if (!answer) return std::nullopt;
    return groups_of<CupsJob>(answer.get(), IPP_TAG_JOB);
}

}  // namespace

std::optional<CupsQueue> CupsClient::queue(std::string const& name) const {
    return flat(in_time(options_, [name](http_t* http) -> std::optional<CupsQueue> {
        ipp_t* const request =
            request_of(IPP_OP_GET_PRINTER_ATTRIBUTES, "printer-uri", uri_of(name));
        want(request, {"printer-name", "device-uri", "printer-make-and-model", "printer-state",
                       "printer-state-reasons", "printer-is-accepting-jobs"});
        Ipp const answer = ask(http, request);
        if (!answer) return std::nullopt;
        auto queues = groups_of<CupsQueue>(answer.get(), IPP_TAG_PRINTER);
        return queues.empty() ? CupsQueue{} : std::move(queues.front());
    }));
}

std::optional<std::vector<CupsQueue>> CupsClient::queues() const {
    return flat(in_time(options_, [](http_t* http) -> std::optional<std::vector<CupsQueue>> {
        ipp_t* const request = request_of(IPP_OP_CUPS_GET_PRINTERS, "", "");
        want(request, {"printer-name", "device-uri", "printer-make-and-model", "printer-state",
                       "printer-state-reasons", "printer-is-accepting-jobs"});
        Ipp const answer = ask(http, request);
        if (!answer) return std::nullopt;
        return groups_of<CupsQueue>(answer.get(), IPP_TAG_PRINTER);
    }));
}

std::optional<std::vector<CupsDevice>> CupsClient::devices(Patience patience) const {
    Options slow = options_;
    slow.call = patience + options_.call;
    auto const seconds = static_cast<int>(std::max<long>(patience.count() / 1000, 1));
    return flat(in_time(slow, [seconds](http_t* http) -> std::optional<std::vector<CupsDevice>> {
        ipp_t* const request = request_of(IPP_OP_CUPS_GET_DEVICES, "", "");
        ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "timeout", seconds);
        Ipp const answer = ask(http, request);
        if (!answer) return std::nullopt;
        return groups_of<CupsDevice>(answer.get(), IPP_TAG_PRINTER);
    }));
}

std::expected<int, std::string> CupsClient::print(Document document) const {
    auto const done = in_time(options_, [document = std::move(document)](http_t* http) {
        return send_document(http, document);
    });
    return done ? *done : std::unexpected{std::string{cups_no_answer}};
}

std::optional<CupsJob> CupsClient::job(std::string const& queue, std::string const& name) const {
    return flat(in_time(options_, [queue, name](http_t* http) -> std::optional<CupsJob> {
        CupsJob newest;
        for (char const* const which : {"not-completed", "completed"}) {
            auto const jobs = jobs_of(http, queue, which);
            if (!jobs) return std::nullopt;
            for (CupsJob const& job : *jobs)
                if (job.name == name && job.id > newest.id) newest = job;
        }
        return newest;
    }));
}

bool CupsClient::cancel(std::string const& queue, int job) const {
    return in_time(options_,
                   [queue, job](http_t* http) {
                       ipp_t* const request =
                           request_of(IPP_OP_CANCEL_JOB, "printer-uri", uri_of(queue));
                       ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job);
                       Ipp const answer = ask(http, request);
                       return answer && ippGetStatusCode(answer.get()) <= IPP_STATUS_OK_CONFLICTING;
                   })
        .value_or(false);
}

std::optional<int> CupsClient::subscribe(std::chrono::seconds lease) const {
    return flat(in_time(options_, [lease](http_t* http) -> std::optional<int> {
        ipp_t* const request =
            request_of(IPP_OP_CREATE_PRINTER_SUBSCRIPTIONS, "printer-uri", "ipp://localhost/");
        constexpr std::array events{"job-created", "job-state-changed", "job-completed",
                                    "printer-state-changed"};
        ippAddStrings(request, IPP_TAG_SUBSCRIPTION, IPP_TAG_KEYWORD, "notify-events",
                      static_cast<int>(events.size()), nullptr, events.data());
        ippAddString(request, IPP_TAG_SUBSCRIPTION, IPP_TAG_KEYWORD, "notify-pull-method", nullptr,
                     "ippget");
        ippAddInteger(request, IPP_TAG_SUBSCRIPTION, IPP_TAG_INTEGER, "notify-lease-duration",
                      static_cast<int>(lease.count()));
        Ipp const answer = ask(http, request);
        if (!answer || ippGetStatusCode(answer.get()) > IPP_STATUS_OK_CONFLICTING)
            return std::nullopt;
        auto* const id = ippFindAttribute(answer.get(), "notify-subscription-id", IPP_TAG_INTEGER);
        if (id == nullptr) return std::nullopt;
        return ippGetInteger(id, 0);
    }));
}

std::optional<std::vector<CupsEvent>> CupsClient::events(int subscription,
                                                         int from_sequence) const {
    return flat(in_time(
        options_,
        [subscription, from_sequence](http_t* http) -> std::optional<std::vector<CupsEvent>> {
            ipp_t* const request =
                request_of(IPP_OP_GET_NOTIFICATIONS, "printer-uri", "ipp://localhost/");
            ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "notify-subscription-ids",
                          subscription);
            ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "notify-sequence-numbers",
                          from_sequence);
            Ipp const answer = ask(http, request);
            if (!answer || ippGetStatusCode(answer.get()) > IPP_STATUS_OK_EVENTS_COMPLETE)
                return std::nullopt;
            return groups_of<CupsEvent>(answer.get(), IPP_TAG_EVENT_NOTIFICATION);
        }));
}

void CupsClient::unsubscribe(int subscription) const {
    (void)in_time(options_, [subscription](http_t* http) {
        ipp_t* const request =
            request_of(IPP_OP_CANCEL_SUBSCRIPTION, "printer-uri", "ipp://localhost/");
        ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "notify-subscription-id",
                      subscription);
        return ask(http, request) != nullptr;
    });
}

std::string CupsClient::add(NewQueue queue) const {
    auto const done = in_time(options_, [queue = std::move(queue)](http_t* http) {
        ipp_t* const request =
            request_of(IPP_OP_CUPS_ADD_MODIFY_PRINTER, "printer-uri", uri_of(queue.name));
        auto const text = [&](ipp_tag_t type, char const* name, std::string const& value) {
            ippAddString(request, IPP_TAG_PRINTER, type, name, nullptr, value.c_str());
        };
        ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "ppd-name", nullptr,
                     queue.ppd.c_str());
        text(IPP_TAG_URI, "device-uri", queue.device_uri);
        text(IPP_TAG_TEXT, "printer-info", queue.info);
        text(IPP_TAG_NAME, "printer-error-policy", "abort-job");  // CUPS never sends again
        ippAddInteger(request, IPP_TAG_PRINTER, IPP_TAG_ENUM, "printer-state", IPP_PSTATE_IDLE);
        ippAddBoolean(request, IPP_TAG_PRINTER, "printer-is-accepting-jobs", 1);
        Ipp const answer = ask(http, request, "/admin/");
        if (!answer) return std::string{cups_no_answer};
        ipp_status_t const status = ippGetStatusCode(answer.get());
        return status > IPP_STATUS_OK_CONFLICTING ? std::string{ippErrorString(status)}
                                                  : std::string{};
    });
    return done.value_or(std::string{cups_no_answer});
}

}  // namespace wms::devices
