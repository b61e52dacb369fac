// SPDX-License-Identifier: Apache-2.0
#include "print/cups_house.hpp"

#include "base/ensure.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace wms::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr char const* cupsd_path = "/usr/sbin/cupsd";
constexpr char const* server_bin = "/usr/lib/cups";

bool is_root() {
    return ::geteuid() == 0;
}

// cupsd as root refuses to work as root: it takes lp, as Debian's does.
std::string user() {
    passwd const* const own = ::getpwuid(::geteuid());
    return is_root() || own == nullptr ? "lp" : own->pw_name;
}
std::string group() {
    struct group const* const own = ::getgrgid(::getegid());
    return is_root() || own == nullptr ? "lp" : own->gr_name;
}

void write_file(std::string const& path, std::string const& text) {
    std::ofstream file{path};
    file << text;
    ensure(file.good(), "a test can write its files");
}

void give_to_lp(std::string const& path, unsigned mode) {
    if (!is_root()) return;
    struct group const* const lp = ::getgrnam("lp");
    ensure(lp != nullptr && ::chown(path.c_str(), 0, lp->gr_gid) == 0, "lp gets its folder");
    fs::permissions(path, static_cast<fs::perms>(mode));
}

constexpr char const* settings = R"(LogLevel warn
Listen 127.0.0.1:{}
Browsing No
WebInterface No
DefaultAuthType None
DirtyCleanInterval 0
PreserveJobHistory Yes
PreserveJobFiles No
MultipleOperationTimeout 30
ErrorPolicy abort-job
<Location />
  Order allow,deny
  Allow localhost
</Location>
<Location /admin>
  Order allow,deny
  Allow localhost
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
    Allow localhost
  </Limit>
</Policy>
)";
constexpr char const* files = R"(User {0}
Group {1}
SystemGroup {2}
SyncOnClose Yes
ServerRoot {3}/etc
ServerKeychain {3}/etc/ssl
DataDir /usr/share/cups
DocumentRoot /usr/share/cups/doc-root
ServerBin {3}/bin
RequestRoot {3}/spool
TempDir {3}/spool/tmp
CacheDir {3}/cache
StateDir {3}/run
AccessLog {3}/log/access_log
ErrorLog {3}/log/error_log
PageLog {3}/log/page_log
)";

}  // namespace

bool there_is_cups() {
    return fs::exists(cupsd_path) && fs::exists(std::string{server_bin} + "/backend");
}

std::uint16_t free_port() {
    int const socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bool const found = ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                       ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    ::close(socket);
    ensure(found, "this machine has a free port");
    return ntohs(address.sin_port);
}

CupsHouse::CupsHouse() : port_{free_port()} {
    make_folders();
    write_settings();
    start();
}

CupsHouse::~CupsHouse() {
    cupsd_.reset();
    kill_backends();
}

void CupsHouse::make_folders() const {
    std::string const root = place_.path();
    fs::permissions(root, static_cast<fs::perms>(0755));
    for (char const* const each :
         {"/etc/ppd", "/etc/ssl", "/spool/tmp", "/cache", "/run/certs", "/log", "/bin/backend"})
        fs::create_directories(root + each);
    give_to_lp(root + "/spool", 0710);
    give_to_lp(root + "/spool/tmp", 01770);
    give_to_lp(root + "/cache", 0775);
    give_to_lp(root + "/run", 0755);
    for (auto const& entry : fs::directory_iterator{server_bin})
        if (entry.path().filename() != "backend")
            fs::create_symlink(entry.path(), root + "/bin/" + entry.path().filename().string());
    for (auto const& entry : fs::directory_iterator{std::string{server_bin} + "/backend"})
        fs::create_symlink(entry.path(), root + "/bin/backend/" + entry.path().filename().string());
    std::string const ours = root + "/bin/backend/wmslabel";
    fs::remove(ours);
    char const* const installed = std::getenv("WMS_INSTALLED_BACKEND");  // installed.sh
    fs::copy_file(installed == nullptr ? WMS_CUPS_BACKEND : installed, ours);
    if (installed == nullptr) fs::permissions(ours, fs::perms::owner_all);  // as it is installed
}

void CupsHouse::write_settings() const {
    std::string const root = place_.path();
    write_file(root + "/etc/cupsd.conf", fmt::format(fmt::runtime(settings), port_));
    write_file(root + "/etc/cups-files.conf", fmt::format(fmt::runtime(files), user(), group(),
                                                          is_root() ? "lpadmin" : group(), root));
}

void CupsHouse::start() {
    std::string const root = place_.path();
    cupsd_ = std::make_unique<Program>(std::vector<std::string>{
        cupsd_path, "-f", "-c", root + "/etc/cupsd.conf", "-s", root + "/etc/cups-files.conf"});
    for (int n = 0; n < 400; ++n) {
        if (client().queues()) return;
        ensure(cupsd_->is_alive(), "the test's cupsd lives");
        std::this_thread::sleep_for(25ms);
    }
    ensure(false, "the test's cupsd answers");
}

void CupsHouse::kill() {
    (void)cupsd_->kill();
}

void CupsHouse::stop_answering() {
    cupsd_->signal(SIGSTOP);
}

void CupsHouse::answer_again() {
    cupsd_->signal(SIGCONT);
}

std::string CupsHouse::server() const {
    return fmt::format("127.0.0.1:{}", port_);
}

devices::CupsClient CupsHouse::client() const {
    return devices::CupsClient{{.server = server(), .connect = 1000ms, .call = 4000ms}};
}

std::string CupsHouse::device_uri(std::uint16_t printer, std::string const& socket) {
    std::string escaped;
    for (char const each : socket) escaped += each == '/' ? std::string{"%2F"} : std::string{each};
    return fmt::format("wmslabel://127.0.0.1:{}/?status=zpl_hs&journal={}", printer, escaped);
}

std::vector<pid_t> CupsHouse::backends() const {
    std::vector<pid_t> found;
    std::string const ours = place_.path() + "/bin/backend/wmslabel";
    std::error_code ignored;
    for (auto const& entry : fs::directory_iterator{"/proc", ignored}) {
        std::string const name = entry.path().filename().string();
        pid_t pid = 0;
        std::from_chars(name.data(), name.data() + name.size(), pid);
        if (pid > 0 && fs::read_symlink(entry.path() / "exe", ignored) == ours)
            found.push_back(pid);
    }
    return found;
}

void CupsHouse::kill_backends() const {
    for (pid_t const pid : backends()) ::kill(pid, SIGKILL);
}

std::string CupsHouse::log() const {
    std::ifstream file{place_.path() + "/log/error_log"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace wms::test
