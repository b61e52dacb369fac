// SPDX-License-Identifier: Apache-2.0
// Reads one JSON object strictly: every member is asked for by name and kind, what was not asked
// for is an error. The first problem is kept with its path, everything after it reads as defaults.
#pragma once

#include <boost/json.hpp>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wms::labels {

struct SchemaProblem {
    std::string path;
    std::string detail;
};
// Shared by all readers of one text.
class Problems {
public:
    void add(std::string path, std::string detail) {
        if (!first_) first_ = SchemaProblem{std::move(path), std::move(detail)};
    }
    [[nodiscard]] std::optional<SchemaProblem> const& first() const { return first_; }

private:
    std::optional<SchemaProblem> first_;
};

enum class Need : bool { optional, required };

class ObjectReader {
public:
    ObjectReader(boost::json::value const& value, std::string path, Problems& problems);

    [[nodiscard]] bool has(std::string_view name) const;
    // The member, if it is there; a required one that is not is a problem.
    boost::json::value const* member(std::string_view name, Need need);
    std::string text(std::string_view name, Need need, std::size_t size_max = 200);
    double number(std::string_view name, double otherwise, double min, double max);
    bool flag(std::string_view name);
    // The place in `names` of the member's value; the first when it is not there.
    std::size_t choice(std::string_view name, std::vector<std::string_view> const& names,
                       Need need);
    boost::json::array const& list(std::string_view name, Need need, std::size_t size_max);
    void done();  // complains about members nobody asked for

    [[nodiscard]] std::string path_of(std::string_view name) const;
    [[nodiscard]] std::string const& path() const { return path_; }
    void complain(std::string_view name, std::string detail);

private:
    boost::json::object const* object_ = nullptr;
    std::string path_;
    Problems& problems_;
    std::set<std::string, std::less<>> asked_;
};

}  // namespace wms::labels
