// SPDX-License-Identifier: Apache-2.0
#include "print/program.hpp"

#include "base/ensure.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace wms::test {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (std::string& text : texts) list.push_back(text.data());
    list.push_back(nullptr);
    return list;
}

int code_of(int status) {
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Program::Program(std::vector<std::string> const& arguments,
                 std::vector<std::string> const& environment) {
    std::vector<std::string> texts = arguments;
    std::vector<std::string> own = environment;
    for (char** each = environ; *each != nullptr; ++each) own.emplace_back(*each);
    auto argv = pointers(texts);
    auto envp = pointers(own);
    std::array<int, 2> ends{};
    ensure(::pipe2(ends.data(), O_CLOEXEC) == 0, "a test has a pipe");
    pid_ = ::fork();
    ensure(pid_ >= 0, "a test can start a program");
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // nothing of a test outlives it
        ::dup2(ends[1], STDOUT_FILENO);
        ::execvpe(argv.front(), argv.data(), envp.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    pipe_ = ends[0];
}

Program::~Program() {
    if (pid_ > 0) (void)kill();
    ::close(pipe_);
}

bool Program::says(std::string const& line, std::chrono::milliseconds patience) {
    auto const until = std::chrono::steady_clock::now() + patience;
    while (heard_.find(line) == std::string::npos) {
        auto const left = std::chrono::duration_cast<std::chrono::milliseconds>(
            until - std::chrono::steady_clock::now());
        pollfd watched{.fd = pipe_, .events = POLLIN, .revents = 0};
        if (left.count() <= 0 || ::poll(&watched, 1, static_cast<int>(left.count())) <= 0)
            return false;
        std::array<char, 4096> bytes{};
        ssize_t const got = ::read(pipe_, bytes.data(), bytes.size());
        if (got <= 0) return false;
        heard_.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return true;
}

void Program::signal(int number) const {
    if (pid_ > 0) ::kill(pid_, number);
}

int Program::kill() {
    signal(SIGKILL);
    return wait();
}

int Program::wait() {
    int status = 0;
    if (pid_ > 0 && ::waitpid(std::exchange(pid_, -1), &status, 0) > 0) return code_of(status);
    return -1;
}

bool Program::is_alive() {
    int status = 0;
    if (pid_ <= 0) return false;
    if (::waitpid(pid_, &status, WNOHANG) == 0) return true;
    pid_ = -1;
    return false;
}

}  // namespace wms::test
