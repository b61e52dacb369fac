// SPDX-License-Identifier: Apache-2.0
#include "web/shapes.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace web_test {

std::string get(std::string_view target, std::string_view headers) {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: wms.test\r\n" + std::string{headers} +
           "\r\n";
}
std::string post(std::string_view headers, std::string_view body) {
    return "POST /p HTTP/1.1\r\nHost: wms.test\r\n" + std::string{headers} + "\r\n" +
           std::string{body};
}

std::vector<Shape> framing() {
    return {
        {"coding gzip and a length", post("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n")},
        {"coding gzip alone", post("Transfer-Encoding: gzip\r\n")},
        {"coding xchunked and a length",
         post("Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n")},
        {"chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", chunks)},
        {"two coding headers",
         post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunks)},
        {"gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", chunks)},
        {"chunked, identity", post("Transfer-Encoding: chunked, identity\r\n", chunks)},
        {"quoted chunked", post("Transfer-Encoding: \"chunked\"\r\n", chunks)},
        {"empty coding", post("Transfer-Encoding:\r\n", chunks)},
        {"two equal lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n")},
        {"two lengths in one", post("Content-Length: 5, 5\r\n")},
        {"two lengths that differ", post("Content-Length: 5\r\nContent-Length: 6\r\n")},
        {"length then chunked",
         post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunks)},
        {"chunked then length",
         post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", chunks)},
        {"length with plus", post("Content-Length: +5\r\n")},
        {"length with minus", post("Content-Length: -5\r\n")},
        {"length in hex", post("Content-Length: 0x5\r\n")},
        {"length that overflows", post("Content-Length: 18446744073709551621\r\n")},
        {"length with blanks", post("Content-Length: 5 5\r\n")},
        {"empty length", post("Content-Length:\r\n")},
        {"length with leading zeros", post("Content-Length: 005\r\n")},
        {"a GET with a body", get("/", "Content-Length: 5\r\n") + "hello"},
        {"a GET in chunks", get("/", "Transfer-Encoding: chunked\r\n") + std::string{chunks}},
        {"coding with an underscore", post("Transfer_Encoding: chunked\r\n", chunks)},
        {"chunk size in words", post("Transfer-Encoding: chunked\r\n", "zz\r\nhello\r\n0\r\n\r\n")},
        {"chunk size that overflows",
         post("Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n")},
        {"chunk longer than it says",
         post("Transfer-Encoding: chunked\r\n", "3\r\nhello\r\n0\r\n\r\n")},
        {"an unknown expectation", post("Expect: 200-maybe\r\nContent-Length: 5\r\n")},
    };
}

std::vector<Shape> headers() {
    return {
        {"folded header", get("/", "X-A: 1\r\n 2\r\n")},
        {"folded by a tab", get("/", "X-A: 1\r\n\t2\r\n")},
        {"two hosts", get("/", "Host: wms.test\r\n")},
        {"no host", "GET / HTTP/1.1\r\n\r\n"},
        {"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
        {"host with a path", "GET / HTTP/1.1\r\nHost: wms.test/x\r\n\r\n"},
        {"host with a user", "GET / HTTP/1.1\r\nHost: a@wms.test\r\n\r\n"},
        {"host with a wrong port", "GET / HTTP/1.1\r\nHost: wms.test:99999\r\n\r\n"},
        {"two hosts in one", "GET / HTTP/1.1\r\nHost: wms.test, evil.test\r\n\r\n"},
        {"space before the colon", get("/", "X-A : 1\r\n")},
        {"header without colon", get("/", "X-A\r\n")},
        {"header without name", get("/", ": 1\r\n")},
        {"NUL in a value", get("/", std::string_view{"X-A: 1\0002\r\n", 10})},
        {"NUL in a name", get("/", std::string_view{"X\0A: 1\r\n", 8})},
        {"control character", get("/", "X-A: \x01\r\n")},
        {"bare LF", "GET / HTTP/1.1\nHost: wms.test\n\n"},
        {"bare CR", "GET / HTTP/1.1\rHost: wms.test\r\r"},
        {"LF within", get("/", "X-A: 1\nX-B: 2\r\n")},
        {"byte above 0x7f in a name", get("/", "X-\xc3\xa9: 1\r\n")},
        {"two origins", get("/", "Origin: http://wms.test\r\nOrigin: http://wms.test\r\n")},
        {"two cookies", get("/", "Cookie: a=1\r\nCookie: a=2\r\n")},
        {"upgrade to h2c", get("/", "Connection: upgrade\r\nUpgrade: h2c\r\n")},
        {"upgrade without a key",
         get("/", "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n")},
        {"empty line first", "\r\n" + get("/")},
    };
}

std::vector<Shape> targets() {
    return {
        {"absolute target", get("http://wms.test/")},
        {"authority target", "CONNECT wms.test:80 HTTP/1.1\r\nHost: wms.test\r\n\r\n"},
        {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: wms.test\r\n\r\n"},
        {"dots", get("/../etc/passwd")},
        {"escaped dots", get("/%2e%2e/etc/passwd")},
        {"dots within", get("/a/../b")},
        {"one dot", get("/a/./b")},
        {"byte above 0x7f", get("/\xc3\xa9")},
        {"escaped NUL", get("/a%00b")},
        {"escaped slash", get("/..%2fetc")},
        {"escaped backslash", get("/..%5cetc")},
        {"backslash", get("/..\\etc")},
        {"overlong escape", get("/%c0%ae%c0%ae/")},
        {"broken escape", get("/%zz")},
        {"half an escape", get("/%4")},
        {"two slashes", get("//etc")},
        {"fragment", get("/a#b")},
        {"space in the target", get("/a b")},
        {"tab in the request line", "GET\t/ HTTP/1.1\r\nHost: wms.test\r\n\r\n"},
        {"no version", "GET /\r\nHost: wms.test\r\n\r\n"},
        {"HTTP/1.0", "GET / HTTP/1.0\r\nHost: wms.test\r\n\r\n"},
        {"HTTP/2.0", "GET / HTTP/2.0\r\nHost: wms.test\r\n\r\n"},
        {"lower case version", "GET / http/1.1\r\nHost: wms.test\r\n\r\n"},
        {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"TLS on the plain port", std::string{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11}},
    };
}

std::vector<Shape> sizes() {
    return {
        {"large header", get("/", "X-A: " + std::string(9000, 'a') + "\r\n"), 431},
        {"many headers",
         [] {
             std::string many;
             for (int n = 0; n < 80; ++n) many += "A" + std::to_string(n) + ": 1\r\n";
             return get("/", many);
         }(),
         431},
        {"long target", get("/" + std::string(5000, 'a')), 414},
        {"body that is too large", post("Content-Length: 2147483648\r\n"), 413},
        {"packed body", post("Content-Encoding: gzip\r\nContent-Length: 5\r\n"), 415},
        {"foreign host", "GET / HTTP/1.1\r\nHost: evil.test\r\n\r\n", 421},
        {"foreign page", post("Origin: http://evil.test\r\nContent-Length: 5\r\n"), 403},
        {"foreign site", post("Sec-Fetch-Site: cross-site\r\nContent-Length: 5\r\n"), 403},
        {"unknown method", "BREW / HTTP/1.1\r\nHost: wms.test\r\n\r\n", 405},
    };
}

std::vector<Shape> measured() {
    constexpr std::array<std::string_view, 29> names{"coding gzip and a length",
                                                     "coding gzip alone",
                                                     "coding xchunked and a length",
                                                     "chunked twice",
                                                     "two equal lengths",
                                                     "two lengths in one",
                                                     "folded header",
                                                     "two hosts",
                                                     "no host",
                                                     "absolute target",
                                                     "dots",
                                                     "escaped dots",
                                                     "byte above 0x7f",
                                                     "length then chunked",
                                                     "chunked then length",
                                                     "two lengths that differ",
                                                     "length with plus",
                                                     "length with minus",
                                                     "length in hex",
                                                     "length that overflows",
                                                     "NUL in a value",
                                                     "NUL in a name",
                                                     "space before the colon",
                                                     "bare LF",
                                                     "large header",
                                                     "body that is too large",
                                                     "header without colon",
                                                     "control character",
                                                     "chunk size in words"};
    std::vector<Shape> list;
    for (std::vector<Shape> const& group : {framing(), headers(), targets(), sizes()}) {
        std::ranges::copy_if(group, std::back_inserter(list), [&](Shape const& shape) {
            return std::ranges::find(names, shape.name) != names.end();
        });
    }
    for (std::string_view const name : {"chunk size that overflows", "length with blanks"}) {
        std::vector<Shape> const group = framing();
        list.push_back(*std::ranges::find(group, name, &Shape::name));
    }
    return list;
}

}  // namespace web_test
