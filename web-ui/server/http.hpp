// SPDX-License-Identifier: Apache-2.0
// Requests and answers as everybody but the two transport files sees them: plain values, no Beast,
// no socket. A request that arrives here is well-formed HTTP (reliability §3.7) and within its
// limits; what it means is the routes' business.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wms::web {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_ };

// Names of headers are compared without case.
[[nodiscard]] bool same_name(std::string_view one, std::string_view other);

struct Header {
    std::string name;  // as sent; compared without case
    std::string value;
};

struct Parameter {
    std::string name;
    std::string value;
};

struct Request {
    Method method = Method::get;
    std::string path;                   // decoded, begins with '/', no '.' or '..' segments
    std::vector<Parameter> query = {};  // decoded, in order
    std::vector<Header> headers = {};
    std::string body = {};
    std::string peer = {};  // address without port
    bool secure = false;    // came over TLS

    // The first header of that name; empty when there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
    // A cookie's value; empty when there is none.
    [[nodiscard]] std::string_view cookie(std::string_view name) const;
};

struct Response {
    std::uint16_t status = 200;
    std::string content_type = "application/json";
    std::vector<Header> headers = {};
    std::string body = {};
    // Instead of `body`: bytes that live as long as the program (embedded files).
    std::string_view embedded = {};
    // Instead of all of it: makes the answer on the connection's own thread, so that the one who
    // knows it first need not stop to write it down. As quick as a Handler.
    std::function<Response()> later = {};
};

// Called once, from any thread.
using Answer = std::function<void(Response)>;
// Called on an I/O thread; must not block. Snapshot reads are quick enough; what waits (a commit, a
// slow hash, a file) answers later from another thread.
using Handler = std::function<void(Request, Answer)>;

// One live connection of a browser. All calls from any thread.
class Socket {
public:
    Socket() = default;
    Socket(Socket const&) = delete;
    Socket& operator=(Socket const&) = delete;
    virtual ~Socket() = default;

    // Queues a text. False when the queue is full or the connection gone: the socket then closes
    // itself with 1013 (try again later), and the client resumes from its last seq.
    virtual bool send(std::string text) = 0;
    virtual void close(std::uint16_t code, std::string reason) = 0;
};

struct SocketEvents {
    std::function<void(std::string_view text)> on_text;  // on the socket's I/O thread
    std::function<void()> on_close;                      // once, after the last on_text
};
// Decides about an upgrade. A response refuses it; otherwise the events are the connection's.
struct SocketAnswer {
    std::optional<Response> refused = {};
    SocketEvents events = {};
};
using SocketHandler = std::function<SocketAnswer(Request const&, std::shared_ptr<Socket>)>;

}  // namespace wms::web
