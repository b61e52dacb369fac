// SPDX-License-Identifier: Apache-2.0
#include "web/started.hpp"

#include "web/raw_client.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>

namespace wms::test {

using namespace std::chrono_literals;

Started::Started(std::string const& data, std::vector<std::string> const& arguments) {
    std::string const set_pin = fmt::format("echo '{}' | \"$@\"", pin);
    Program first{{"sh", "-c", set_pin, "sh", WMS_PROGRAM, "--data", data, "pin", badge}};
    REQUIRE(first.wait() == 0);
    std::vector<std::string> words{
        "sh", "-c",    "exec \"$@\" 2>&1", "sh",         WMS_PROGRAM, "--data",
        data, "serve", "--listen",         "127.0.0.1:0"};
    for (std::string const& word : arguments)
        words.push_back(word.starts_with("0.0.0.0:") ? "127.0.0.1:0" : word);
    program_.emplace(words);
    bool const ready = program_->says("listening", 60s) && program_->says("\n", 1s);
    REQUIRE_MESSAGE(ready, program_->heard());
    for (int look = 0; look < 50 && plain == 0; ++look) {
        (void)program_->says("what it never says", 100ms);
        plain = port_in("\"http://127.0.0.1:", "/\"");
    }
    tls = port_in("\"https://127.0.0.1:", "/\"");
    door = port_in("\"http://127.0.0.1:", "/ca\"");
    REQUIRE(plain != 0);
}

std::uint16_t Started::port_in(std::string const& before, std::string_view after) const {
    std::string const& said = program_->heard();
    for (std::size_t at = said.find(before); at != said.npos; at = said.find(before, at)) {
        at += before.size();
        std::size_t const end = said.find_first_not_of("0123456789", at);
        if (said.substr(end, after.size()) == after)
            return static_cast<std::uint16_t>(std::stoi(said.substr(at, end - at)));
    }
    return 0;
}

std::string Started::ask(std::uint16_t port, std::string_view method, std::string_view path,
                         std::string_view more, std::string_view body) {
    web_test::RawClient client{port};
    std::string const type =
        body.empty() ? std::string{} : std::string{"Content-Type: application/json\r\n"};
    client.send(
        fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{}{}Content-Length: {}\r\n\r\n{}",
                    method, path, port, type, more, body.size(), body));
    return client.read_answer(10s);
}

std::string const& Started::stopped() {
    program_->signal(SIGTERM);
    CHECK_FALSE(program_->says("what it never says", 60s));
    CHECK(program_->wait() == 0);
    return program_->heard();
}

std::string header_in(std::string const& answer, std::string const& name) {
    std::size_t const at = answer.find("\r\n" + name + ": ");
    if (at == answer.npos) return {};
    std::size_t const begin = at + name.size() + 4;
    return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

}  // namespace wms::test
