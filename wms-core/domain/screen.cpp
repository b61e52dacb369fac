// SPDX-License-Identifier: Apache-2.0
#include "domain/screen.hpp"

#include "base/ensure.hpp"
#include "base/vocabulary.hpp"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>

namespace wms {
namespace {

// Every screen carries them, so they are looked up once.
template <class Enum>
std::vector<Term> words_of_all() {
    std::vector<Term> words;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>([&](auto entry) {
        auto const number = static_cast<std::size_t>(entry.value);
        Term const* const word = find_term(entry.name);
        if (word == nullptr) throw BrokenInvariant{"a kind or a button has no word"};
        words.resize(std::max(words.size(), number + 1));
        words[number] = *word;
    });
    return words;
}

template <class Enum>
std::string_view word_of(Enum value, Language language) {
    static std::vector<Term> const words = words_of_all<Enum>();
    Term const& word = words.at(static_cast<std::size_t>(value));
    return language == Language::zh ? word.zh : word.en;
}

}  // namespace

std::string_view kind_word(Kind kind, Language language) {
    return word_of(kind, language);
}

std::string_view button_word(Button button, Language language) {
    // what it leads to, for somebody who cannot read this one
    if (button == Button::language) return language == Language::zh ? "English" : "中文";
    return word_of(button, language);
}

std::string choice_word(std::string const& choice, Language language) {
    return in_words(choice, language);
}

}  // namespace wms
