// SPDX-License-Identifier: Apache-2.0
#include "server/screen_json.hpp"

#include "base/json.hpp"
#include "server/answers.hpp"

namespace wms::web {
namespace {

constexpr std::size_t help_buttons_max = 8;

// The words of a list, as many as a person reads at a glance.
void add_list(std::string& text, auto const& list, auto const& word, Language language,
              std::size_t most) {
    std::size_t count = 0;
    for (auto const& one : list) {
        if (count == most) return;
        if (count++ > 0) text += language == Language::zh ? "、" : ", ";
        text += word(one, language);
    }
}

// !HELP: what may be scanned and pressed here, and what each button's barcode says. Every screen
// carries it, so it is put together without a detour.
std::string help(Screen const& screen, Language language) {
    bool const zh = language == Language::zh;
    std::string_view const stop = zh ? "。" : ". ";
    std::string text = text_of(screen.ask, language, screen.ask_about);
    text += stop;
    if (!screen.accepts.empty()) {
        text += zh ? "可以扫：" : "You can scan: ";
        add_list(text, screen.accepts, kind_word, language, screen.accepts.size());
        text += stop;
    }
    if (!screen.buttons.empty()) {
        text += zh ? "按钮：" : "Buttons: ";
        add_list(text, screen.buttons, button_word, language, help_buttons_max);
        text += stop;
    }
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
    text.emplace("undo", words.both([&](Language l) { return line(screen.undo, l); }));
    boost::json::object json = std::move(to_json(screen, std::move(memory)).as_object());
    json.emplace("text", std::move(text));
    return json;
}

}  // namespace wms::web
