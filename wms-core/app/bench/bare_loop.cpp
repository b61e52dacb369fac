// SPDX-License-Identifier: Apache-2.0
#include "app/bench/bare_loop.hpp"

#include "base/ensure.hpp"

#include <lmdb.h>

#include <array>

namespace wms::bench {
namespace {

void must(int code) {
    if (code != MDB_SUCCESS) throw StoreFailure{mdb_strerror(code), code};
}

std::array<unsigned char, 8> big_endian(std::uint64_t number) {
    std::array<unsigned char, 8> bytes{};
    for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(number >> (56 - 8 * i));
    return bytes;
}

}  // namespace

BareLoop::BareLoop(std::string const& folder) {
    must(mdb_env_create(&environment_));
    must(mdb_env_set_maxdbs(environment_, 2));
    must(mdb_env_set_mapsize(environment_, std::size_t{1} << 32));
    must(mdb_env_open(environment_, folder.c_str(), MDB_NOTLS, 0600));
    MDB_txn* txn = nullptr;
    must(mdb_txn_begin(environment_, nullptr, 0, &txn));
    must(mdb_dbi_open(txn, "log", MDB_CREATE, &log_));
    must(mdb_dbi_open(txn, "devices", MDB_CREATE, &devices_));
    must(mdb_txn_commit(txn));
}

BareLoop::~BareLoop() {
    mdb_env_close(environment_);
}

void BareLoop::commit(std::uint64_t commands) {
    std::array<char, 128> bytes{};
    MDB_txn* txn = nullptr;
    must(mdb_txn_begin(environment_, nullptr, 0, &txn));
    for (std::uint64_t i = 0; i < commands; ++i) {
        auto number = big_endian(++next_);
        auto device = big_endian(next_ % 64);
        MDB_val key{number.size(), number.data()};
        MDB_val value{bytes.size(), bytes.data()};
        must(mdb_put(txn, log_, &key, &value, MDB_APPEND));
        key = {device.size(), device.data()};
        value = {64, bytes.data()};
        must(mdb_put(txn, devices_, &key, &value, 0));
    }
    must(mdb_txn_commit(txn));
}

}  // namespace wms::bench
