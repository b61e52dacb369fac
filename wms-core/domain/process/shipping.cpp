// SPDX-License-Identifier: Apache-2.0
#include "domain/process/shipping.hpp"

namespace wms::shipping {

Result<Done> start(Change&, Session) {
    return refuse(Why::nothing_to_do);
}
Result<Done> on_scan(Change&, Session const&, Scanned const&) {
    return refuse(Why::nothing_to_do);
}
Result<Done> on_press(Change&, Session const&, PressButton const&) {
    return refuse(Why::nothing_to_do);
}
void draw(Read const&, Session const&, Screen&) {}

}  // namespace wms::shipping
