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

// Both languages of one text.
class Words {
public:
    explicit Words(boost::json::storage_ptr memory) : memory_{std::move(memory)} {}
    [[nodiscard]] boost::json::object both(auto const& word) const {
        return text_json(word(Language::en), word(Language::zh), memory_);
    }
    [[nodiscard]] boost::json::array all(auto const& list, auto const& word) const {
        boost::json::array array(memory_);
        array.reserve(list.size());
        for (auto const& one : list)
            array.push_back(both([&](Language language) { return word(one, language); }));
        return array;
    }

private:
    boost::json::storage_ptr memory_;
};

}  // namespace

boost::json::object screen_json(Screen const& screen, boost::json::storage_ptr memory) {
    Words const words{memory};
    auto const line = [](ScreenLine const& one, Language l) {
        return text_of(one.label, l, one.values);
    };
    auto const ask = [&](Language l) { return text_of(screen.ask, l, screen.ask_about); };
    boost::json::object text(memory);
    text.emplace("ask", words.both(ask));
    text.emplace("help", words.both([&](Language l) { return help(screen, l); }));
    text.emplace("lines", words.all(screen.lines, line));
    text.emplace("accepts", words.all(screen.accepts, kind_word));
    text.emplace("buttons", words.all(screen.buttons, button_word));
    text.emplace("choices", words.all(screen.choices, choice_word));
    boost::json::object json = std::move(to_json(screen, memory).as_object());
    json.emplace("text", std::move(text));
    return json;
}

}  // namespace wms::web
