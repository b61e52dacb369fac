// SPDX-License-Identifier: Apache-2.0
#include "store/process.hpp"

#include "support/slowness.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace wms::test {

Child::Child(std::vector<std::string> arguments, std::vector<std::string> const& environment) {
    std::array<int, 2> ends{};
    ensure(pipe(ends.data()) == 0, "a pipe");
    pipe_ = ends[0];
    fcntl(pipe_, F_SETFD, FD_CLOEXEC);
    arguments.insert(arguments.begin(), WMS_STORE_CHILD);
    arguments.push_back(fmt::format("{}", ends[1]));
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    pid_ = fork();
    ensure(pid_ >= 0, "a child process");
    if (pid_ == 0) {
        for (std::string const& setting : environment) {
            std::size_t const at = setting.find('=');
            setenv(setting.substr(0, at).c_str(), setting.c_str() + at + 1, 1);
        }
        execv(words[0], words.data());
        _exit(127);
    }
    ::close(ends[1]);
}

Child::~Child() {
    if (pid_ > 0) kill();
    ::close(pipe_);
}

bool Child::hear() {
    std::array<char, 16384> buffer{};
    ssize_t const size = ::read(pipe_, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) return true;
    if (size <= 0) return false;
    rest_.append(buffer.data(), static_cast<std::size_t>(size));
    std::size_t at = 0;
    for (; rest_.size() - at >= sizeof(Ack); at += sizeof(Ack))
        std::memcpy(&acks_.emplace_back(), rest_.data() + at, sizeof(Ack));
    rest_.erase(0, at);
    return true;
}

void Child::listen(std::chrono::milliseconds time) {
    auto const end = std::chrono::steady_clock::now() + slowness * time;
    while (true) {
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(
            end - std::chrono::steady_clock::now());
        if (left.count() <= 0) return;
        pollfd wait{.fd = pipe_, .events = POLLIN, .revents = 0};
        int const ready = poll(&wait, 1, static_cast<int>(left.count()));
        if (ready > 0 && !hear()) return;
    }
}

void Child::kill() {
    ::kill(pid_, SIGKILL);
    (void)wait();
}

int Child::wait() {
    while (hear()) {
    }
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::uint64_t times(char const* variable, std::uint64_t usual) {
    char const* const text = getenv(variable);
    return text != nullptr && *text != '\0' ? std::strtoull(text, nullptr, 10) : usual;
}

Place::Place(std::filesystem::path const& where) {
    path_ = (where / "wms-store-XXXXXX").string();
    ensure(mkdtemp(path_.data()) != nullptr, "a test has a folder");
}

Place::~Place() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path memory_folder() {
    std::filesystem::path const shared{"/dev/shm"};
    return access(shared.c_str(), W_OK) == 0 ? shared : std::filesystem::temp_directory_path();
}

}  // namespace wms::test
