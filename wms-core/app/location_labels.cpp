// SPDX-License-Identifier: Apache-2.0
#include "app/location_labels.hpp"

namespace wms {

labels::Fields location_fields(Read const& read, Location const& location) {
    Zone const zone = tables::zones.find(read, location.zone).value_or(Zone{});
    return {{"code", location.code},
            {"label", "L-" + location.code},
            {"check_digits", location.check_digits},
            {"zone", zone.code}};
}

std::vector<labels::Fields> location_values(Read const& read, LocationRange const& range) {
    std::vector<labels::Fields> found;
    for (LocationId const id : sheets::locations_in(read, range))
        found.push_back(location_fields(read, tables::locations.at(read, id)));
    return found;
}

}  // namespace wms
