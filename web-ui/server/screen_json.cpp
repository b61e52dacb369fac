// SPDX-License-Identifier: Apache-2.0
#include "server/screen_json.hpp"

#include "base/json.hpp"
#include "server/answers.hpp"

#include <fmt/format.h>

namespace wms::web {
namespace {

constexpr std::size_t help_buttons_max = 8;

std::string joined(std::vector<std::string> const& words, Language language) {
    std::string text;
    for (std::string const& word : words) {
        if (!text.empty()) text += language == Language::zh ? "、" : ", ";
        text += word;
    }
    return text;
}

// !HELP: what may be scanned and pressed here, and what each button's barcode says.
std::string help(Screen const& screen, Language language) {
    bool const zh = language == Language::zh;
    std::vector<std::string> kinds;
    for (Kind const kind : screen.accepts) kinds.emplace_back(kind_word(kind, language));
    std::vector<std::string> buttons;
    for (Button const button : screen.buttons) {
        if (buttons.size() < help_buttons_max) buttons.emplace_back(button_word(button, language));
    }
    std::string text = text_of(screen.ask, language, screen.ask_about);
    text += zh ? "。" : ". ";
    if (!kinds.empty())
        text += fmt::format(fmt::runtime(zh ? "可以扫：{}。" : "You can scan: {}. "),
                            joined(kinds, language));
    if (!buttons.empty())
        text += fmt::format(fmt::runtime(zh ? "按钮：{}。" : "Buttons: {}. "),
                            joined(buttons, language));
    text += zh ? "扫 !UNDO 撤销上一步，!LANG 切换语言，!LOCK 锁定。"
               : "Scan !UNDO to undo, !LANG for the other language, !LOCK to lock.";
    return text;
}

boost::json::object both(auto const& word) {
    return text_json(word(Language::en), word(Language::zh));
}

}  // namespace

boost::json::object screen_json(Screen const& screen) {
    boost::json::array lines;
    for (ScreenLine const& line : screen.lines)
        lines.push_back(both([&](Language l) { return text_of(line.label, l, line.values); }));
    boost::json::array accepts;
    for (Kind const kind : screen.accepts)
        accepts.push_back(both([&](Language l) { return kind_word(kind, l); }));
    boost::json::array buttons;
    for (Button const button : screen.buttons)
        buttons.push_back(both([&](Language l) { return button_word(button, l); }));
    boost::json::array choices;
    for (std::string const& choice : screen.choices)
        choices.push_back(both([&](Language l) { return choice_word(choice, l); }));
    boost::json::object json = to_json(screen).as_object();
    json["text"] = boost::json::object{
        {"ask", both([&](Language l) { return text_of(screen.ask, l, screen.ask_about); })},
        {"help", both([&](Language l) { return help(screen, l); })},
        {"lines", std::move(lines)},
        {"accepts", std::move(accepts)},
        {"buttons", std::move(buttons)},
        {"choices", std::move(choices)}};
    return json;
}

}  // namespace wms::web
