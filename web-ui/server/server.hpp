// SPDX-License-Identifier: Apache-2.0
// The server: listens, reads requests within limits, hands them over as plain values, writes the
// answers. What cannot be understood in one way only is refused before anybody sees it
// (request_head.hpp). No type of Beast or Asio is in here.
#pragma once

#include "server/http.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace wms::web {

// What one client may take (reliability §3.8, §3.9).
struct Limits {
    std::size_t connections_max = 2000;
    std::size_t connections_per_address_max = 64;
    // Places that only addresses beginning with one of `reserved_for` get.
    std::size_t connections_reserved = 100;
    std::vector<std::string> reserved_for = {};  // "10.20.", "fd00:20:"
    std::size_t head_bytes_max = 8192;
    std::chrono::milliseconds head_time{10'000};
    std::size_t body_bytes_max = 1 << 20;
    std::size_t upload_bytes_max = 64 << 20;
    std::vector<std::string> upload_paths = {};  // prefixes of paths with the larger limit
    std::size_t uploads_bytes_max = 256 << 20;   // of all bodies under way that need it
    std::size_t body_bytes_per_s_min = 1024;
    std::chrono::milliseconds body_grace{10'000};  // before the rate counts
    std::chrono::milliseconds write_stall{20'000};
    std::chrono::milliseconds idle{60'000};
    std::chrono::milliseconds answer_time{120'000};  // for the handler
    int send_buffer_bytes = 256 << 10;               // of the kernel, for each connection
    std::size_t socket_message_bytes_max = 64 << 10;
    std::size_t socket_queue_bytes_max = 4 << 20;
    std::size_t socket_queue_texts_max = 256;
};

class Server {
public:
    struct Address {
        std::string host = "127.0.0.1";  // an IP address
        std::uint16_t port = 0;          // 0: any free one
    };
    struct Certificate {
        std::string chain_file;  // PEM
        std::string key_file;    // PEM
    };
    struct Options {
        std::vector<Address> plain = {};
        std::vector<Address> tls = {};
        Certificate certificate = {};
        bool hsts = true;
        std::size_t threads = 2;
        // Names a browser may call this server by, lower case, without port. The address that was
        // connected to is always allowed, "localhost" on the loopback interface, too.
        std::vector<std::string> hosts = {};
        Limits limits = {};
        Handler handler;
        SocketHandler socket_handler = {};
        // Asked before a body is read that is larger than most: who is not known sends none.
        std::function<bool(Request const&)> may_upload = {};
    };
    // Listens from here on; throws std::runtime_error with the address when it cannot.
    explicit Server(Options options);
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;
    ~Server();  // stops, with a second of patience

    void start();
    // Nobody new is let in, requests under way are answered, sockets are told to come back (1001).
    // What is not done by then is cut. False when something was.
    bool stop(std::chrono::milliseconds patience);

    struct Ports {
        std::vector<std::uint16_t> plain, tls;
    };
    [[nodiscard]] Ports ports() const;

    struct Figures {
        std::uint64_t connections = 0;  // open now
        std::uint64_t sockets = 0;      // of them WebSockets
        std::uint64_t socket_queue_bytes = 0;
        std::uint64_t accepted = 0;
        std::uint64_t turned_away = 0;                        // no place
        std::map<std::uint16_t, std::uint64_t> answers = {};  // by status
        std::uint64_t refused_heads = 0;                      // by the guard
        std::uint64_t timed_out = 0;
        std::uint64_t socket_overflows = 0;
    };
    [[nodiscard]] Figures figures() const;

private:
    class Core;
    std::shared_ptr<Core> core_;
};

}  // namespace wms::web
