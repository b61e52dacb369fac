// SPDX-License-Identifier: Apache-2.0
#include "server/screen_json.hpp"

#include "base/json_text.hpp"

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

// {"en":…,"zh":…}, and a list of such.
void add_words(std::string& json, auto const& word) {
    json += R"({"en":)";
    add_json_text(json, word(Language::en));
    json += R"(,"zh":)";
    add_json_text(json, word(Language::zh));
    json += '}';
}
void add_all_words(std::string& json, auto const& list, auto const& word) {
    add_json_list(json, list, [&](auto const& one) {
        add_words(json, [&](Language language) { return word(one, language); });
    });
}

void add_text(std::string& json, Screen const& screen) {
    auto const line = [](ScreenLine const& one, Language l) {
        return text_of(one.label, l, one.values);
    };
    json += R"({"ask":)";
    add_words(json, [&](Language l) { return text_of(screen.ask, l, screen.ask_about); });
    json += R"(,"help":)";
    add_words(json, [&](Language l) { return help(screen, l); });
    json += R"(,"lines":)";
    add_all_words(json, screen.lines, line);
    json += R"(,"accepts":)";
    add_all_words(json, screen.accepts, kind_word);
    json += R"(,"buttons":)";
    add_all_words(json, screen.buttons, button_word);
    json += R"(,"choices":)";
    add_all_words(json, screen.choices, choice_word);
    json += R"(,"undo":)";
    add_words(json, [&](Language l) { return line(screen.undo, l); });
    json += '}';
}

// The minute is over: what would be refused is not offered.
Screen without_undo(Screen screen) {
    std::erase(screen.buttons, Button::undo);
    screen.undo = {};
    screen.undo_until.reset();
    return screen;
}

}  // namespace

void add_screen_json(std::string& json, Screen const& screen, Instant now) {
    if (screen.undo_until && *screen.undo_until < now)
        return add_screen_json(json, without_undo(screen), now);
    add_json(json, screen);
    json.back() = ',';  // its words belong to it
    json += R"("undo_ms":)";
    // how long, not until when: the terminal's clock may be off
    json += screen.undo_until ? std::to_string((*screen.undo_until - now).value()) : "null";
    json += R"(,"text":)";
    add_text(json, screen);
    json += '}';
}

boost::json::object screen_json(Screen const& screen, Instant now) {
    std::string json;
    add_screen_json(json, screen, now);
    return std::move(boost::json::parse(json).as_object());
}

}  // namespace wms::web
