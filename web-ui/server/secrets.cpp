// SPDX-License-Identifier: Apache-2.0
#include "server/secrets.hpp"

#include "base/ensure.hpp"
#include "base/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <set>

namespace wms::web {
namespace {

constexpr std::size_t pepper_bytes = 32;
constexpr std::uint64_t scrypt_n = 1U << 15;
constexpr std::uint64_t scrypt_r = 8;
constexpr std::uint64_t scrypt_p = 1;
constexpr std::uint64_t scrypt_memory_max = 64ULL << 20;
constexpr std::string_view scheme = "scrypt:15:8:1:";

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    int const done =
        RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    if (done != 1) throw StoreFailure{"no chance to be had from the system", 0};
    return bytes;
}

std::string scrypt(std::string_view text, std::string_view salt) {
    std::string hash(32, '\0');
    int const done = EVP_PBE_scrypt(text.data(), text.size(),
                                    reinterpret_cast<unsigned char const*>(salt.data()),
                                    salt.size(), scrypt_n, scrypt_r, scrypt_p, scrypt_memory_max,
                                    reinterpret_cast<unsigned char*>(hash.data()), hash.size());
    if (done != 1) throw StoreFailure{"scrypt failed", 0};
    return to_hex(hash);
}

class File {
public:
    File(std::string const& path, int flags, mode_t mode)
        : number_{::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode)} {}
    File(File const&) = delete;
    File& operator=(File const&) = delete;
    ~File() {
        if (number_ >= 0) ::close(number_);
    }
    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

void make_pepper(std::string const& path) {
    std::string const bytes = random_bytes(pepper_bytes);
    File const file{path, O_WRONLY | O_CREAT | O_EXCL, 0600};
    bool const written =
        file.number() >= 0 &&
        ::write(file.number(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
        ::fsync(file.number()) == 0;
    if (!written && errno != EEXIST)
        throw StoreFailure{fmt::format("{} cannot be written", path), errno};
}

std::string read_pepper(std::string const& path) {
    File const file{path, O_RDONLY, 0};
    struct stat status{};
    if (file.number() < 0 || ::fstat(file.number(), &status) != 0)
        throw StoreFailure{fmt::format("{} cannot be read", path), errno};
    if ((status.st_mode & 077) != 0)
        throw StoreFailure{fmt::format("{} must be readable by its owner only (0600)", path), 0};
    std::string bytes(pepper_bytes, '\0');
    if (::read(file.number(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
        throw StoreFailure{fmt::format("{} is too short", path), 0};
    return bytes;
}

}  // namespace

Secrets::Secrets(std::string const& folder) {
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    std::string const path = folder + "/pepper";
    if (!std::filesystem::exists(path)) make_pepper(path);
    pepper_ = read_pepper(path);
}

std::string Secrets::keyed(std::string_view purpose, std::string_view text) const {
    std::string const whole = fmt::format("{}\n{}", purpose, text);
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    HMAC(EVP_sha256(), pepper_.data(), static_cast<int>(pepper_.size()),
         reinterpret_cast<unsigned char const*>(whole.data()), whole.size(), out.data(), &size);
    return {reinterpret_cast<char const*>(out.data()), size};
}

Secret Secrets::hash_pin(std::string_view pin) const {
    std::string const salt = to_hex(random_bytes(16));
    return {fmt::format("{}{}:{}", scheme, salt, scrypt(keyed("pin", pin), salt))};
}

bool Secrets::is_pin(Secret const& hash, std::string_view pin) const {
    std::string_view rest = hash.bytes;
    if (!rest.starts_with(scheme)) return false;
    rest.remove_prefix(scheme.size());
    std::size_t const colon = rest.find(':');
    if (colon == rest.npos) return false;
    return same(rest.substr(colon + 1), scrypt(keyed("pin", pin), rest.substr(0, colon)));
}

void Secrets::waste_time(std::string_view pin) const {
    (void)scrypt(keyed("pin", pin), "nobody");
}

std::string Secrets::csrf_of(std::string_view token) const {
    return to_hex(keyed("csrf", token).substr(0, 16));
}

std::string random_token() {
    return to_hex(random_bytes(32));
}

bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<> check_pin(PinPolicy const& policy, Operator const& who, std::string_view pin) {
    bool const trusted = has_role(who, Role::lead) || has_role(who, Role::admin);
    std::size_t const least = trusted ? policy.lead_min : policy.floor_min;
    if (!is_utf8(pin) || has_control(pin)) return refuse(Why::bad_field, "pin", "not a text");
    if (characters(pin) < least)
        return refuse(Why::bad_field, "pin", fmt::format("at least {} characters", least));
    if (pin.size() > 100) return refuse(Why::bad_field, "pin", "at most 100 bytes");
    std::set<char> const used{pin.begin(), pin.end()};
    bool const counts = pin.starts_with("123456") || pin.starts_with("654321");
    if (used.size() < 3 || counts) return refuse(Why::bad_field, "pin", "too easy to guess");
    return {};
}

}  // namespace wms::web
