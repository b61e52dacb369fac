// SPDX-License-Identifier: Apache-2.0
#include "store/record.hpp"

#include "base/ensure.hpp"

#include <openssl/evp.h>

#include <cstring>
#include <memory>

namespace wms::store {
namespace {

constexpr std::size_t hash_size = sizeof(Hash);

std::string_view as_text(Hash const& hash) {
    return {reinterpret_cast<char const*>(hash.data()), hash.size()};
}

}  // namespace

Hash sha256(std::string_view first, std::string_view second) {
    using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
    thread_local Context const context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    Hash hash{};
    unsigned size = 0;
    bool const ok = EVP_DigestInit_ex(context.get(), algorithm, nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), first.data(), first.size()) == 1 &&
                    EVP_DigestUpdate(context.get(), second.data(), second.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), hash.data(), &size) == 1;
    ensure(ok && size == hash_size, "SHA-256 is available");
    return hash;
}

Hash seal(Entry const& entry, Hash const& previous, std::string& out) {
    std::size_t const start = out.size();
    out.append(hash_size, '\0');
    ByteWriter writer{out};
    encode_fields(writer, entry);
    Hash const hash = sha256(as_text(previous), std::string_view{out}.substr(start + hash_size));
    std::memcpy(out.data() + start, hash.data(), hash_size);
    return hash;
}

SealedEntry unseal(std::string_view record) {
    if (record.size() < hash_size) throw DecodeError{"journal record is too short"};
    SealedEntry sealed{};
    std::memcpy(sealed.hash.data(), record.data(), hash_size);
    sealed.entry = from_bytes<Entry>(record.substr(hash_size));
    if (sealed.entry.format != entry_format) throw DecodeError{"journal record of another format"};
    return sealed;
}

bool is_sealed_after(std::string_view record, Hash const& previous) {
    if (record.size() < hash_size) return false;
    Hash const hash = sha256(as_text(previous), record.substr(hash_size));
    return std::memcmp(hash.data(), record.data(), hash_size) == 0;
}

}  // namespace wms::store
