// SPDX-License-Identifier: Apache-2.0
// People at work in the small house behind the API, and a lead who looks at the board: orders are
// picked, packed and handed over by the commands a terminal sends; carrier and printer answer when
// the test says so.
#pragma once

#include "web/house.hpp"

namespace wms::test {

class Shift {
public:
    Shift();

    WebHouse house;
    Client lead = house.signed_in("U-LEAD", "DESK", lead_pin);
    Client admin = house.signed_in("U-ADMIN", "DESK-2", lead_pin);

    // --- the board
    Response get(std::string const& path);
    Response post(Client const& who, std::string const& path, boost::json::object body = {});
    boost::json::array items(std::string const& path);
    // Every page of it.
    boost::json::array all_items(std::string const& path);
    // The one open exception of this kind.
    boost::json::object exception(std::string const& kind);

    // --- the floor
    Read read() { return house.engine().read_at(house.engine().durable_seq()); }
    Outcome run(AnyCommand const& command, std::string const& device = {});
    void done(AnyCommand const& command, std::string const& device = {});
    void scan(std::string const& device, std::string const& code);
    void press(std::string const& device, Button button, std::string const& argument = {});
    // The lead's and the admin's pages are not locked by it.
    void wait(Elapsed time);
    OrderId order(std::string const& number, std::int64_t pieces, std::string const& sku = "G-1");
    void release(OrderId order);
    void pick(std::string const& tote = "T-1");
    // Until the parcel waits for its waybill.
    void pack(std::string const& tote = "T-1");
    void answer(ParcelId parcel, WaybillOutcome outcome, std::string const& number = {});
    void printed(ParcelId parcel, PrintState state, std::string const& reason = {});
    void hand_over(std::string const& waybill);
    // One order of so many pieces from intake to hand-over; its waybill is "W-" and its number.
    OrderId ship(std::string const& number, std::int64_t pieces, std::string const& sku = "G-1");
    // Pieces counted by U-COUNT on H-2, in one round.
    void count(std::string const& pieces);

    Session session(std::string const& device);

private:
    std::string next_pick(std::string const& device, std::string const& tote);
};

}  // namespace wms::test
