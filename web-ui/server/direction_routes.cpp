// SPDX-License-Identifier: Apache-2.0
#include "server/direction_routes.hpp"

#include "server/views/exceptions.hpp"

#include "domain/process/directing.hpp"

namespace wms::web {
namespace {

struct CloseBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(CloseBody, (), (reason))
struct MessageBody {
    std::uint64_t operator_id = 0;
    std::string device;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(MessageBody, (), (operator_id, device, text))
struct ReassignBody {
    std::uint64_t to = 0;
};
BOOST_DESCRIBE_STRUCT(ReassignBody, (), (to))

// The page asks for its list at once: what was done is in it.
void answer_done(Call&& back, Outcome&& outcome) {
    (void)back.engine().read_at(outcome.seq);
    back.answer(accepted(outcome));
}

std::optional<std::string> unknown_code(Activity const& activity, std::uint64_t first_seq) {
    return activity.with([&](Activity const& a) {
        UnknownCode const* const code = a.unknown_codes().find(first_seq);
        return code != nullptr ? std::optional{code->raw} : std::nullopt;
    });
}

void close_exception(Activity const& activity, Call&& call) {
    auto const body = call.body<CloseBody>();
    if (!body) return call.refuse(body.error());
    auto const ref = views::exception_ref(call.number("id").value_or(0));
    if (ref.of == views::ExceptionOf::unknown_code) {
        auto raw = unknown_code(activity, ref.id);
        if (!raw) return call.answer(not_found());
        return std::move(call).submit(AnyCommand{DismissCode{*std::move(raw), body->reason}},
                                      [&activity](Call&& back, Outcome&& outcome) {
                                          activity.wait_for(outcome.seq);
                                          answer_done(std::move(back), std::move(outcome));
                                      });
    }
    if (ref.of != views::ExceptionOf::problem)
        return call.answer(
            problem(409, "not_closed_by_hand",
                    {"It goes away when its next step is done.", "完成下一步操作后会自动消失。"}));
    std::move(call).submit(AnyCommand{CloseProblem{ProblemId{ref.id}, body->reason}}, answer_done);
}

void send_message(Call&& call) {
    auto body = call.body<MessageBody>();
    if (!body) return call.refuse(body.error());
    SendMessage command{.who = OperatorId{body->operator_id}, .text = std::move(body->text)};
    if (!body->device.empty()) {
        auto const device = device_by_code(call.latest(), body->device);
        if (!device) return call.refuse({Why::unknown_device, {body->device}});
        command.device = *device;
    }
    std::move(call).submit(AnyCommand{std::move(command)}, answer_done);
}

// Of this terminal or its person; what was confirmed before is not there any more.
void confirm_message(Activity const& activity, Call&& call) {
    if (auto const body = call.body<EmptyBody>(); !body) return call.refuse(body.error());
    std::uint64_t const id = call.number("id").value_or(0);
    Read const read = call.latest();
    bool const waits = activity.with(
        [&](Activity const& a) { return a.messages().waits_at(read, call.caller.device, id); });
    if (!waits) return call.answer(not_found());
    std::move(call).submit(AnyCommand{ConfirmMessage{id}}, answer_done);
}

void reassign_round(Call&& call) {
    auto const body = call.body<ReassignBody>();
    if (!body) return call.refuse(body.error());
    BatchId const id{call.number("id").value_or(0)};
    std::move(call).submit(AnyCommand{ReassignRound{id, OperatorId{body->to}}}, answer_done);
}

}  // namespace

std::vector<Route> direction_routes(Activity const& activity) {
    constexpr Access closes = Access::role(Role::lead, "exceptions:write");
    constexpr Access leads = Access::role(Role::lead, "waves:write");
    constexpr auto worker = Route::Lane::worker;
    return {
        {Method::post, "/api/v1/exceptions/{id}/close", closes,
         [&activity](Call&& call) { close_exception(activity, std::move(call)); }},
        {Method::post, "/api/v1/messages", leads, send_message, worker},
        {Method::post, "/api/v1/messages/{id}/confirm", Access::person(),
         [&activity](Call&& call) { confirm_message(activity, std::move(call)); }, worker},
        {Method::post, "/api/v1/rounds/{id}/reassign", leads, reassign_round, worker},
    };
}

DeviceTopic message_topic(Engine& engine, Activity const& activity) {
    return {"messages:", [&engine, &activity](Read const& read, DeviceId device) {
                Instant const now = engine.now();
                auto const waiting = activity.with(
                    [&](Activity const& a) { return a.messages().at(read, device, now); });
                return views::messages(read, waiting);
            }};
}

}  // namespace wms::web
