// SPDX-License-Identifier: Apache-2.0
// The people on the floor. Each sees a screen, the goods in front of him and the labels that came
// out of the printer, and does mostly what the screen asks; now and then something else.
#pragma once

#include "simulation/books.hpp"
#include "support/random.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wms::simulation {

struct Habits {                   // in thousandths
    std::uint64_t wrong = 60;     // scans something else, or presses anything
    std::uint64_t hostile = 20;   // scans what no printer of ours has printed
    std::uint64_t leaves = 10;    // signs out, or takes another terminal
    std::uint64_t vanished = 80;  // the goods are not there although the books say so
};

class People {
public:
    People(test::Random& random, Habits const& habits, Books const& books)
        : random_{random}, habits_{habits}, books_{books} {}

    // What whoever works with this badge does about the screen; nothing: waits.
    [[nodiscard]] std::optional<AnyCommand> act(std::string const& badge, Screen const& screen);

    // A label has come out of a printer.
    void see_label(std::string const& number) { labels_.push_back(number); }

private:
    using Command = std::optional<AnyCommand>;
    Command act_rightly(std::string const& badge, Screen const& screen);
    Command act_wrongly(Screen const& screen);
    Command at_home(std::string const& badge);
    Command pick(Screen const& screen);
    Command take(Screen const& screen);
    Command pack(Screen const& screen);
    Command pack_next(Screen const& screen);
    Command prove(Screen const& screen);
    Command ship(Screen const& screen);
    Command count(Screen const& screen);
    Command part_of(Screen const& screen, std::string const& sku);
    [[nodiscard]] std::string container_to_pack();
    [[nodiscard]] std::string item_code(std::string const& sku, std::int64_t most);
    [[nodiscard]] Command scan(Screen const& screen, std::string code);
    [[nodiscard]] Command press(Screen const& screen, Button button, std::string argument = {});
    [[nodiscard]] std::uint64_t token(Screen const& screen);
    [[nodiscard]] bool often(std::uint64_t thousandths) {
        return random_.below(1000) < thousandths;
    }
    [[nodiscard]] std::string const& any(std::vector<std::string> const& list) {
        return list[random_.below(list.size())];
    }
    [[nodiscard]] std::string any_code();

    test::Random& random_;
    Habits habits_;
    Books const& books_;
    std::vector<std::string> labels_;
};

}  // namespace wms::simulation
