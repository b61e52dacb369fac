// SPDX-License-Identifier: Apache-2.0
// The first PIN and the first key, set on the machine itself while no server runs: `wms pin`,
// `wms keys`. Later ones are set on the admin's page.
#pragma once

#include <string>
#include <vector>

namespace wms::app {

struct AccessPlace {
    std::string data;
    std::string secrets;  // empty: in the data folder
};

// The PIN is read from the standard input: an argument could be seen by others. In a house that has
// no admin yet the badge becomes the first one's.
int set_pin(AccessPlace const& place, std::string const& badge);
// Prints the key, this once.
int add_key(AccessPlace const& place, std::string const& name,
            std::vector<std::string> const& scopes);
int list_keys(AccessPlace const& place);
int revoke_key(AccessPlace const& place, std::string const& name);

}  // namespace wms::app
