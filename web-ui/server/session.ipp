// SPDX-License-Identifier: Apache-2.0
// One connection, from its first byte to its last, on a plain or a TLS stream: a coroutine on the
// connection's loop. Included by the two transport files and by nobody else.
#pragma once

#include "server/live_socket.hpp"
#include "server/request_head.hpp"
#include "server/transport.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <array>
#include <chrono>
#include <ctime>
#include <exception>
#include <optional>
#include <utility>

namespace wms::web::transport {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;

using TcpStream = beast::basic_stream<asio::ip::tcp, Executor>;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable_t<Executor>{});

// What a handler answers with, from any thread, once; 500 when it forgets to.
class Mailbox : public std::enable_shared_from_this<Mailbox> {
public:
    Mailbox(std::shared_ptr<Hall> hall, Loop& loop) : hall_{std::move(hall)}, loop_{loop} {}

    Answer slot() {
        auto once = std::make_shared<Once>(this->shared_from_this());
        return [once](Response response) { once->give(std::move(response)); };
    }
    // On the loop, as all that follows: nobody waits for the answer any more.
    void give_up() {
        gone_ = true;
        wake();
    }
    Awaitable<std::optional<Response>> take() {
        if (!response_ && !gone_) co_await news();
        co_return std::exchange(response_, std::nullopt);
    }

private:
    struct Once {
        explicit Once(std::shared_ptr<Mailbox> box) : mailbox{std::move(box)} {}
        Once(Once const&) = delete;
        Once& operator=(Once const&) = delete;
        ~Once() {
            if (!given) give(Response{.status = 500, .content_type = "text/plain"});
        }
        void give(Response response) {
            if (given.exchange(true)) return;
            asio::dispatch(mailbox->loop_.context,
                           [box = mailbox, answer = std::move(response)]() mutable {
                               if (box->gone_) return;  // too late: nobody takes it
                               box->response_ = std::move(answer);
                               box->wake();
                           });
        }
        std::shared_ptr<Mailbox> mailbox;
        std::atomic<bool> given{false};
    };

    // The coroutine that waits. A timer that never ends would do, but each costs a place in the
    // loop's queue of timers and a turn of the loop.
    struct Waiter {
        Waiter() = default;
        Waiter(Waiter const&) = delete;
        Waiter& operator=(Waiter const&) = delete;
        virtual ~Waiter() = default;
        virtual void go_on() = 0;
    };
    template <class Handler>
    struct Waiting final : Waiter {
        explicit Waiting(Handler one) : handler{std::move(one)} {}
        void go_on() override { std::move(handler)(); }
        Handler handler;
    };
    Awaitable<void> news() {
        auto token = asio::use_awaitable_t<Executor>{};
        return asio::async_initiate<asio::use_awaitable_t<Executor>, void()>(
            [this](auto handler) {
                waiter_ = std::make_unique<Waiting<decltype(handler)>>(std::move(handler));
            },
            token);
    }
    void wake() {
        if (auto const waiter = std::exchange(waiter_, nullptr)) waiter->go_on();
    }

    std::shared_ptr<Hall> hall_;  // the loop is in it
    Loop& loop_;
    std::unique_ptr<Waiter> waiter_;
    std::optional<Response> response_;
    bool gone_ = false;
};

// Bytes of a client must keep coming, and so must its reading: neither stand still for long nor
// trickle. The end of each step follows from what has gone through so far.
class Pace {
public:
    Pace(std::chrono::milliseconds grace, std::size_t bytes_per_s_min)
        : begun_{Clock::now()}, grace_{grace}, rate_{bytes_per_s_min} {}
    void passed(std::size_t bytes) { bytes_ += bytes; }
    [[nodiscard]] Clock::time_point end() const {
        return begun_ + grace_ + std::chrono::milliseconds{bytes_ * 1000 / rate_};
    }

private:
    Clock::time_point begun_;
    std::chrono::milliseconds grace_;
    std::size_t rate_;
    std::size_t bytes_ = 0;
};

inline std::string const& http_date() {
    thread_local std::time_t at = 0;
    thread_local std::string text;
    std::time_t const now = std::time(nullptr);
    if (now == at) return text;
    at = now;
    std::tm parts{};
    gmtime_r(&now, &parts);
    text.resize(32);
    text.resize(std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts));
    return text;
}

template <class Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
    static constexpr bool secure = !std::is_same_v<Stream, TcpStream>;
    using Parser = http::request_parser<http::string_body>;
    using Channel = websocket::stream<Stream&>;

public:
    Session(Stream stream, Arrival arrival)
        : hall_{std::move(arrival.hall)},
          loop_{arrival.loop},
          place_{std::move(arrival.place)},
          peer_{std::move(arrival.peer)},
          local_{std::move(arrival.local)},
          stream_{std::move(stream)},
          buffer_{hall_->options.limits.head_bytes_max + 65536} {
        loop_.connections.insert(this);
    }
    ~Session() override { loop_.connections.erase(this); }

    void start() {
        asio::co_spawn(
            loop_.context, [self = this->shared_from_this()] { return self->run(); },
            asio::detached);
    }
    void wind_down() override {
        if (socket_) socket_->close(1001, "the server stops");
        if (idle_) beast::get_lowest_layer(stream_).close();
    }
    void cut() override {
        beast::get_lowest_layer(stream_).close();
        if (mailbox_) mailbox_->give_up();
        if (socket_) socket_->gone();
    }
    void check(Clock::time_point now) override {
        if (now < end_) return;
        end_ = never;
        if (mailbox_) return mailbox_->give_up();
        late_ = true;
        if (writing_) return reset();
        lowest().close();
    }

private:
    static constexpr Clock::time_point never = Clock::time_point::max();

    Limits const& limits() const { return hall_->options.limits; }
    TcpStream& lowest() { return beast::get_lowest_layer(stream_); }
    // What is under way must end by then. Beast would set up and cancel a timer for each reading
    // and writing; the loop looks at all its connections ten times a second instead.
    void until(Clock::time_point end) { end_ = end; }
    void within(Clock::duration time) { until(Clock::now() + time); }
    // Whoever does not read is not waited for by the kernel either: with an ordinary close it would
    // keep what is unsent, for minutes, and the client would not see the end behind it.
    void reset() {
        beast::error_code ignored;
        lowest().socket().set_option(asio::socket_base::linger{true, 0}, ignored);
        lowest().close();
    }
    // Reading or writing failed; says whether for want of time.
    void failed() {
        if (late_) ++hall_->timed_out;
        open_ = false;
    }

    Awaitable<void> run() {
        // What a client does not read waits here, and only so much of it in the kernel.
        beast::error_code ignored;
        lowest().socket().set_option(
            asio::socket_base::send_buffer_size{limits().send_buffer_bytes}, ignored);
        if constexpr (secure) {
            within(limits().head_time);
            auto const [error] =
                co_await stream_.async_handshake(asio::ssl::stream_base::server, as_result);
            if (error) co_return;
        } else {
            lowest().socket().set_option(asio::ip::tcp::no_delay{true}, ignored);
        }
        while (open_) co_await serve_one();
        co_await leave();
    }

    // One request and its answer; afterwards the connection may be done for (`open_`).
    Awaitable<void> serve_one() {
        auto const size = co_await wait_for_head();
        if (size == 0) co_return;
        std::string const bytes{static_cast<char const*>(buffer_.data().data()), size};
        auto head = read_head(bytes);
        if (!head) {
            ++hall_->refused_heads;
            co_return co_await refuse(head.error().status, head.error().code);
        }
        head->request.peer = peer_;
        head->request.secure = secure;
        if (auto const why = forbidden(*head)) {
            ++hall_->refused_heads;
            co_return co_await refuse(why->status, why->code);
        }
        bool const large = head->content_length > limits().body_bytes_max;
        auto const& may_upload = hall_->options.may_upload;
        if (large && may_upload && !may_upload(head->request))
            co_return co_await refuse(401, "sign_in_first");
        std::unique_ptr<UploadRoom> const room =
            large ? UploadRoom::take(hall_, head->content_length) : nullptr;
        if (large && !room) co_return co_await refuse(503, "uploads_full");
        // Beast reads the same bytes again: for the body, and as a second opinion.
        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(limits().head_bytes_max));
        // what is larger than most must say so beforehand
        parser.body_limit(head->chunked ? limits().body_bytes_max : body_max(head->request));
        parser.eager(true);
        buffer_.consume(size);
        beast::error_code error;
        std::size_t const used = parser.put(asio::buffer(bytes), error);
        if ((error && error != http::error::need_more) || used != size) {
            ++hall_->refused_heads;
            co_return co_await refuse(400, "bytes");
        }
        if (head->upgrade) co_return co_await talk(std::move(head->request), parser);
        if (!parser.is_done() && !co_await read_body(parser, *head)) co_return;
        head->request.body = std::move(parser.get().body());
        co_await answer(std::move(*head));
    }

    // The size of the next head in the buffer; 0 when the connection is done for.
    Awaitable<std::size_t> wait_for_head() {
        idle_ = buffer_.size() == 0;
        if (idle_ && hall_->stopping) open_ = false;
        if (!open_) co_return 0;
        within(idle_ ? limits().idle : limits().head_time);
        for (std::size_t seen = 0;;) {
            std::string_view const bytes{static_cast<char const*>(buffer_.data().data()),
                                         buffer_.size()};
            HeadEnd const end = find_head_end(bytes, seen);
            if (end.state == HeadEnd::State::whole && end.size <= limits().head_bytes_max)
                co_return end.size;
            if (end.state == HeadEnd::State::refused) {
                ++hall_->refused_heads;
                co_await refuse(400, "bytes");
                co_return 0;
            }
            if (bytes.size() >= limits().head_bytes_max) {
                ++hall_->refused_heads;
                co_await refuse(431, "head_too_large");
                co_return 0;
            }
            seen = bytes.size();
            auto const [error, count] =
                co_await stream_.async_read_some(buffer_.prepare(4096), as_result);
            if (error) {
                failed();
                co_return 0;
            }
            buffer_.commit(count);
            if (idle_) within(limits().head_time);
            idle_ = false;
        }
    }

    std::optional<HeadRefused> forbidden(RequestHead const& head) const {
        auto const& hosts = hall_->options.hosts;
        bool const local = local_ == "127.0.0.1" || local_ == "::1";
        bool const known = head.host == local_ || (local && head.host == "localhost") ||
                           std::find(hosts.begin(), hosts.end(), head.host) != hosts.end();
        if (!known) return HeadRefused{421, "host_unknown"};
        bool const reads = !head.upgrade && (head.request.method == Method::get ||
                                             head.request.method == Method::head);
        if (!reads && !from_our_page(head.request)) return HeadRefused{403, "foreign_page"};
        if (head.content_length > body_max(head.request)) return HeadRefused{413, "body_too_large"};
        return std::nullopt;
    }

    std::size_t body_max(Request const& request) const {
        for (std::string const& prefix : limits().upload_paths) {
            if (request.path.starts_with(prefix)) return limits().upload_bytes_max;
        }
        return limits().body_bytes_max;
    }

    Awaitable<bool> read_body(Parser& parser, RequestHead const& head) {
        if (head.expects_continue) {
            static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            within(limits().write_stall);
            auto const [error, count] = co_await asio::async_write(
                stream_, asio::buffer(go_on.data(), go_on.size()), as_result);
            if (error) failed();
            if (!open_) co_return false;
        }
        Pace pace{limits().body_grace, limits().body_bytes_per_s_min};
        while (!parser.is_done()) {
            beast::error_code error;
            if (buffer_.size() > 0) buffer_.consume(parser.put(buffer_.data(), error));
            if (error && error != http::error::need_more) {
                bool const large = error == http::error::body_limit;
                co_await refuse(large ? 413 : 400, large ? "body_too_large" : "body");
                co_return false;
            }
            if (parser.is_done()) break;
            if (buffer_.size() >= limits().head_bytes_max + 32768) {
                co_await refuse(400, "body");
                co_return false;
            }
            until(pace.end());
            auto const [broken, count] =
                co_await stream_.async_read_some(buffer_.prepare(32768), as_result);
            if (broken) {
                failed();
                co_return false;
            }
            buffer_.commit(count);
            pace.passed(count);
        }
        co_return true;
    }

    Awaitable<void> answer(RequestHead head) {
        bool const only_head = head.request.method == Method::head;
        mailbox_ = std::make_shared<Mailbox>(hall_, loop_);
        within(limits().answer_time);
        bool broken = false;
        std::optional<Response> response;
        try {
            hall_->options.handler(std::move(head.request), mailbox_->slot());
            response = co_await mailbox_->take();
            if (response && response->later) response = response->later();
        } catch (std::exception const&) {
            broken = true;
        }
        mailbox_.reset();
        if (broken) response = refusal_of(500, "internal");
        if (!response) response = refusal_of(503, "no_answer");
        bool const stays = head.keep_alive && !hall_->stopping;
        co_await write(*response, only_head, stays);
        if (!stays) open_ = false;
    }

    // What comes after a refused request is never read as one: the connection ends here.
    Awaitable<void> refuse(std::uint16_t status, std::string_view code) {
        co_await write(refusal_of(status, code), false, false);
        open_ = false;
    }

    // Written here and not by Beast's message and serializer, which cost as much as all the rest of
    // an answer.
    std::string head_of(Response const& response, std::string_view body, bool stays) const {
        auto const reason = http::obsolete_reason(static_cast<http::status>(response.status));
        std::string head;
        head.reserve(512);
        head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
        head.append(reason.data(), reason.size()).append("\r\n");
        auto const add = [&head](std::string_view name, std::string_view value) {
            head.append(name).append(": ").append(value).append("\r\n");
        };
        bool typed = false;
        for (Header const& each : response.headers) {
            // a line end in a value would begin another header
            bool const split =
                each.value.find_first_of(std::string_view{"\r\n\0", 3}) != std::string::npos ||
                each.name.find_first_of("\r\n: ") != std::string::npos;
            if (split) continue;
            add(each.name, each.value);
            typed = typed || same_name(each.name, "Content-Type");
        }
        add("Date", http_date());
        add("X-Content-Type-Options", "nosniff");
        add("Referrer-Policy", "same-origin");
        if (secure && hall_->options.hsts) add("Strict-Transport-Security", "max-age=31536000");
        if (!stays) add("Connection", "close");
        if (has_body(response)) {
            if (!typed && !body.empty()) add("Content-Type", response.content_type);
            add("Content-Length", std::to_string(body.size()));
        }
        return head.append("\r\n");
    }

    static bool has_body(Response const& response) {
        return response.status != 204 && response.status != 304;
    }

    Awaitable<void> write(Response const& response, bool only_head, bool stays) {
        ++hall_->answers.at(std::min<std::size_t>(response.status, hall_->answers.size() - 1));
        std::string_view body =
            response.embedded.empty() ? std::string_view{response.body} : response.embedded;
        std::string const head = head_of(response, body, stays);
        if (only_head || !has_body(response)) body = {};
        beast::buffers_suffix rest{std::array{asio::buffer(head), asio::buffer(body)}};
        Pace pace{limits().write_stall, limits().body_bytes_per_s_min};
        writing_ = true;
        for (std::size_t left = head.size() + body.size(); left > 0;) {
            until(std::min(pace.end(), Clock::now() + limits().write_stall));
            auto const [error, count] = co_await stream_.async_write_some(rest, as_result);
            if (error) co_return failed();
            rest.consume(count);
            left -= count;
            pace.passed(count);
        }
        writing_ = false;
    }

    // The end is said first and what is still coming is read for a second: a connection that is
    // closed with unread bytes takes the answer with it.
    Awaitable<void> leave() {
        within(std::chrono::seconds{1});
        if constexpr (secure) {
            co_await stream_.async_shutdown(as_result);
        }
        beast::error_code ignored;
        lowest().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        for (std::size_t total = 0; total < (1 << 20);) {
            buffer_.clear();
            auto const [error, count] =
                co_await lowest().async_read_some(buffer_.prepare(16384), as_result);
            if (error) break;
            total += count;
        }
        lowest().close();
    }

    Awaitable<void> talk(Request request, Parser& parser) {
        if (buffer_.size() > 0 || !hall_->options.socket_handler)
            co_return co_await refuse(400, "upgrade");
        auto socket = std::make_shared<LiveSocket>(hall_, loop_);
        SocketAnswer answer = hall_->options.socket_handler(request, socket);
        if (answer.refused) {
            socket->gone();
            co_await write(*answer.refused, false, false);
            open_ = false;
            co_return;
        }
        Channel channel{stream_};
        configure(channel);
        until(never);  // the channel has limits of its own
        auto const [error] = co_await channel.async_accept(parser.get(), as_result);
        ++hall_->answers.at(101);
        if (!error) {
            socket_ = socket;
            ++hall_->sockets;
            if (hall_->stopping) socket->close(1001, "the server stops");
            co_await read_and_write(channel, *socket, answer.events);
            --hall_->sockets;
            socket_.reset();
        }
        socket->gone();
        if (answer.events.on_close) answer.events.on_close();
        open_ = false;
    }

    void configure(Channel& channel) const {
        websocket::permessage_deflate deflate;
        deflate.server_enable = true;
        deflate.server_max_window_bits = 12;  // hundreds of sockets: 30 kB each instead of 260
        deflate.client_max_window_bits = 12;
        deflate.memLevel = 4;
        deflate.compLevel = 3;
        deflate.msg_size_threshold = 256;
        channel.set_option(deflate);
        websocket::stream_base::timeout times{};
        times.handshake_timeout = limits().head_time;
        times.idle_timeout = limits().idle;
        times.keep_alive_pings = true;
        channel.set_option(times);
        channel.read_message_max(limits().socket_message_bytes_max);
    }

    Awaitable<void> read_and_write(Channel& channel, LiveSocket& socket,
                                         SocketEvents const& events) {
        bool written = false;
        asio::steady_timer writer_left{loop_.context, Clock::time_point::max()};
        asio::co_spawn(loop_.context, write_texts(channel, socket),
                       [&written, &writer_left](std::exception_ptr) {
                           written = true;
                           writer_left.cancel();
                       });
        beast::flat_buffer text;
        while (true) {
            auto const [error, count] = co_await channel.async_read(text, as_result);
            if (error || !channel.got_text()) break;
            std::string_view const view{static_cast<char const*>(text.data().data()), text.size()};
            if (events.on_text) events.on_text(view);
            text.consume(text.size());
        }
        socket.gone();
        // a write that hangs would hold the writer here
        lowest().close();
        while (!written) co_await writer_left.async_wait(as_result);
    }

    Awaitable<void> write_texts(Channel& channel, LiveSocket& socket) {
        auto const self = this->shared_from_this();
        asio::steady_timer stall{loop_.context};
        channel.text(true);
        while (auto text = co_await socket.next()) {
            stall.expires_after(
                limits().write_stall +
                std::chrono::milliseconds{text->size() * 1000 / limits().body_bytes_per_s_min});
            stall.async_wait([self](beast::error_code cancelled) {
                if (!cancelled) self->reset();
            });
            auto const [error, count] =
                co_await channel.async_write(asio::buffer(*text), as_result);
            stall.cancel();
            if (error) {
                lowest().close();
                co_return;
            }
        }
        if (auto const end = socket.end()) {
            websocket::close_reason const reason{static_cast<websocket::close_code>(end->code),
                                                 end->reason};
            co_await channel.async_close(reason, as_result);
        }
    }

    std::shared_ptr<Hall> hall_;
    Loop& loop_;
    std::unique_ptr<Place> place_;
    std::string peer_, local_;
    Stream stream_;
    beast::flat_buffer buffer_;
    std::shared_ptr<Mailbox> mailbox_;
    std::shared_ptr<LiveSocket> socket_;
    Clock::time_point end_ = never;
    bool open_ = true;
    bool idle_ = false;
    bool late_ = false;
    bool writing_ = false;
};

}  // namespace wms::web::transport
