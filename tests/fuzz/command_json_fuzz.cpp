// SPDX-License-Identifier: Apache-2.0
// Whatever a program sends as a JSON body: reading never throws, a refusal names the place, and a
// command that is accepted is the same after a trip through its bytes and through its own JSON.
#include "domain/registry.hpp"
#include "server/answers.hpp"

#include "base/text.hpp"

#include <boost/mp11/algorithm.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {
using namespace wms;

void demand(bool holds) {
    if (!holds) std::abort();
}

void check_refusal(Refusal const& refusal) {
    demand(group_of(refusal.why) == Group::malformed);
    demand(is_utf8(sentence(refusal, Language::en)));
    demand(!has_control(sentence(refusal, Language::zh)));
    demand(web::problem(refusal).status == 400);
}

template <class Command>
void check_command(std::string_view text) {
    auto const command = web::struct_from_json<Command>(text);
    if (!command) return check_refusal(command.error());
    AnyCommand const any{*command};
    std::string const bytes = bytes_of(any);
    demand(bytes_of(command_from_bytes(Command::tag, bytes)) == bytes);
    std::string const written = boost::json::serialize(to_json(*command));
    auto const again = web::struct_from_json<Command>(written);
    // What only the server makes (hashes, secrets) is not read back.
    bool const made_here = !again && again.error().subject.back() == "is made by the server";
    demand(made_here || (again && bytes_of(AnyCommand{*again}) == bytes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size) {
    if (size < 1) return 0;
    // The first byte chooses the command, the rest is the body.
    std::string const text(bytes + 1, bytes + size);
    constexpr std::size_t count = boost::mp11::mp_size<Commands>::value;
    boost::mp11::mp_with_index<count>(bytes[0] % count, [&](auto index) {
        check_command<boost::mp11::mp_at_c<Commands, index>>(text);
    });
    return 0;
}
