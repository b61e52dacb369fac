// SPDX-License-Identifier: Apache-2.0
#include "domain/gs1/lint.hpp"

#include "base/instant.hpp"
#include "base/text.hpp"
#include "domain/barcode.hpp"
#include "domain/gs1/iso_codes.hpp"

#include <algorithm>
#include <cstddef>

namespace wms::gs1 {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view smalls = "abcdefghijklmnopqrstuvwxyz";
// In the order of their weights for the check character pair.
constexpr std::string_view cset82 =
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view cset32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

// One byte per character, one bit per charset: the check runs over every byte of every scan.
constexpr std::array<std::uint8_t, 256> charset_bits = [] {
    std::array<std::uint8_t, 256> bits{};
    auto const mark = [&](Charset charset, std::string_view members) {
        for (char const c : members) {
            auto& byte = bits[static_cast<unsigned char>(c)];
            byte = static_cast<std::uint8_t>(byte | 1U << static_cast<unsigned>(charset));
        }
    };
    mark(Charset::digits, digits);
    mark(Charset::cset82, cset82);
    for (std::string_view const part : {std::string_view{"#-/"}, digits, capitals})
        mark(Charset::cset39, part);
    for (std::string_view const part : {std::string_view{"-_="}, digits, capitals, smalls})
        mark(Charset::cset64, part);
    return bits;
}();

std::int64_t number(std::string_view text) {
    std::int64_t value = 0;
    for (char const c : text) value = value * 10 + (c - '0');
    return value;
}

bool any(std::string_view) {
    return true;
}

bool csum(std::string_view text) {
    return text.size() >= 2 && check_digit(text.substr(0, text.size() - 1)) == text.back();
}

// The pair is the sum of the characters' weights, times primes from the right, modulo 1021, written
// as two characters of five bits (General Specifications, "check character pair").
std::string check_pair(std::string_view text) {
    constexpr std::array<unsigned, 23> primes{2,  3,  5,  7,  11, 13, 17, 19, 23, 29, 31, 37,
                                              41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83};
    unsigned sum = 0;
    for (std::size_t i = 0; i < text.size() && i < primes.size(); ++i) {
        auto const weight = cset82.find(text[text.size() - 1 - i]);
        sum += static_cast<unsigned>(weight) * primes.at(i);
    }
    sum %= 1021;
    return {cset32[sum >> 5U], cset32[sum & 31U]};
}

bool csumalpha(std::string_view text) {
    if (text.size() < 2) return false;
    auto const body = text.substr(0, text.size() - 2);
    return check_pair(body) == text.substr(text.size() - 2);
}

// A company prefix has at least four digits; whether it is issued only GS1's database knows.
bool gcppos1(std::string_view text) {
    return text.size() >= 4 && std::ranges::all_of(text.substr(0, 4), is_digit);
}

bool gcppos2(std::string_view text) {
    return !text.empty() && gcppos1(text.substr(1));
}

bool hasnondigit(std::string_view text) {
    return !std::ranges::all_of(text, is_digit);
}

bool hh(std::string_view text) {
    return number(text) <= 23;
}

bool mi(std::string_view text) {
    return number(text) <= 59;
}

bool hhmi(std::string_view text) {
    return text.size() == 4 && hh(text.substr(0, 2)) && mi(text.substr(2));
}

bool hyphen(std::string_view text) {
    return text.find_first_not_of('-') == std::string_view::npos;
}

// ISO 7064 MOD 97-10 over the account, then country and check digits; letters count 10 … 35.
bool iban(std::string_view text) {
    if (text.size() <= 10 || !is_country_letters(text.substr(0, 2))) return false;
    std::size_t rest = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[(i + 4) % text.size()];
        auto const letter = capitals.find(c);
        if (!is_digit(c) && letter == std::string_view::npos) return false;
        rest =
            is_digit(c) ? rest * 10 + static_cast<std::size_t>(c - '0') : rest * 100 + letter + 10;
        rest %= 97;
    }
    return rest == 1;
}

bool importeridx(std::string_view text) {
    char const c = text.front();
    return text.size() == 1 && c != '=' && is_in(Charset::cset64, text);
}

bool iso3166999(std::string_view text) {
    return text == "999" || is_country_number(text);
}

bool iso5218(std::string_view text) {
    return text.size() == 1 && std::string_view{"0129"}.find(text.front()) != text.npos;
}

// Degrees from the pole and from the antimeridian, seven decimals.
bool latitude(std::string_view text) {
    return number(text) <= 1'800'000'000;
}

bool longitude(std::string_view text) {
    return number(text) <= 3'600'000'000;
}

// 01–10 and 80–99 are assigned, the rest is reserved.
bool mediatype(std::string_view text) {
    auto const type = number(text);
    return (type >= 1 && type <= 10) || type >= 80;
}

bool zero(std::string_view text) {
    return text.find_first_not_of('0') == std::string_view::npos;
}

bool nonzero(std::string_view text) {
    return !zero(text);
}

bool nozeroprefix(std::string_view text) {
    return text.size() == 1 || text.front() != '0';
}

bool pcenc(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEFabcdef";
    for (std::size_t at = text.find('%'); at != text.npos; at = text.find('%', at + 1)) {
        auto const code = text.substr(at + 1, 2);
        if (code.size() != 2 || code.find_first_not_of(hex) != text.npos) return false;
    }
    return true;
}

bool pieceoftotal(std::string_view text) {
    auto const half = text.size() / 2;
    auto const piece = number(text.substr(0, half));
    return piece > 0 && piece <= number(text.substr(half));
}

// "2/3": the second of three.
bool posinseqslash(std::string_view text) {
    auto const slash = text.find('/');
    if (slash == text.npos) return false;
    auto const position = text.substr(0, slash);
    auto const end = text.substr(slash + 1);
    for (std::string_view const part : {position, end}) {
        if (part.empty() || part.front() == '0' || !std::ranges::all_of(part, is_digit))
            return false;
    }
    return number(position) <= number(end);
}

bool winding(std::string_view text) {
    return text == "0" || text == "1" || text == "9";
}

bool yesno(std::string_view text) {
    return text == "0" || text == "1";
}

bool is_month_and_day(std::int64_t year, std::string_view mmdd, std::int64_t day_min) {
    auto const month = number(mmdd.substr(0, 2));
    auto const day = number(mmdd.substr(2));
    if (month < 1 || month > 12 || day < day_min) return false;
    return day <= days_in_month(static_cast<int>(year), static_cast<int>(month));
}

// The century is not known here. Every fourth year is taken as a leap year; date_of(), which knows
// today, refuses 29 February 2100.
bool yymmd0(std::string_view text) {
    return text.size() == 6 &&
           is_month_and_day(2000 + number(text.substr(0, 2)), text.substr(2), 0);
}

bool yymmdd(std::string_view text) {
    return text.size() == 6 &&
           is_month_and_day(2000 + number(text.substr(0, 2)), text.substr(2), 1);
}

bool yyyymmdd(std::string_view text) {
    return text.size() == 8 && is_month_and_day(number(text.substr(0, 4)), text.substr(4), 1);
}

struct Rule {
    Linter linter;
    bool (*holds)(std::string_view);
    Why why = Why::malformed_code;
    std::string_view fault = "";
};

// In the order of the enum. `any`: the charset is all that is checked. A warehouse reads no
// coupons, and GS1's list of package types (AI 7041) grows without a new dictionary.
constexpr auto rules = std::to_array<Rule>({
    {Linter::none, any},
    {Linter::couponcode, any},
    {Linter::couponposoffer, any},
    {Linter::csum, csum, Why::bad_check_digit},
    {Linter::csumalpha, csumalpha, Why::bad_check_digit},
    {Linter::gcppos1, gcppos1, Why::malformed_code, "no company prefix"},
    {Linter::gcppos2, gcppos2, Why::malformed_code, "no company prefix"},
    {Linter::hasnondigit, hasnondigit, Why::malformed_code, "only digits"},
    {Linter::hh, hh, Why::bad_date, "no hour"},
    {Linter::hhmi, hhmi, Why::bad_date, "no time of day"},
    {Linter::hyphen, hyphen, Why::malformed_code, "not a hyphen"},
    {Linter::iban, iban, Why::malformed_code, "not an IBAN"},
    {Linter::importeridx, importeridx, Why::malformed_code, "not an importer index"},
    {Linter::iso3166, is_country_number, Why::malformed_code, "unknown country"},
    {Linter::iso3166999, iso3166999, Why::malformed_code, "unknown country"},
    {Linter::iso3166alpha2, is_country_letters, Why::malformed_code, "unknown country"},
    {Linter::iso4217, is_currency_number, Why::malformed_code, "unknown currency"},
    {Linter::iso5218, iso5218, Why::malformed_code, "not a sex code"},
    {Linter::latitude, latitude, Why::malformed_code, "not a latitude"},
    {Linter::longitude, longitude, Why::malformed_code, "not a longitude"},
    {Linter::mediatype, mediatype, Why::malformed_code, "unknown media type"},
    {Linter::mi, mi, Why::bad_date, "no minute"},
    {Linter::nonzero, nonzero, Why::malformed_code, "must not be zero"},
    {Linter::nozeroprefix, nozeroprefix, Why::malformed_code, "must not begin with 0"},
    {Linter::packagetype, any},
    {Linter::pcenc, pcenc, Why::malformed_code, "bad percent encoding"},
    {Linter::pieceoftotal, pieceoftotal, Why::malformed_code, "not a piece of a total"},
    {Linter::posinseqslash, posinseqslash, Why::malformed_code, "not a position in a sequence"},
    {Linter::ss, mi, Why::bad_date, "no second"},
    {Linter::winding, winding, Why::malformed_code, "must be 0, 1 or 9"},
    {Linter::yesno, yesno, Why::malformed_code, "must be 0 or 1"},
    {Linter::yymmd0, yymmd0, Why::bad_date, "no date"},
    {Linter::yymmdd, yymmdd, Why::bad_date, "no date"},
    {Linter::yyyymmdd, yyyymmdd, Why::bad_date, "no date"},
    {Linter::zero, zero, Why::malformed_code, "must be zero"},
});

consteval bool in_order() {
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (static_cast<std::size_t>(rules[i].linter) != i) return false;
    }
    return true;
}
static_assert(in_order(), "a linter is found by its number");

std::string detail_of(Rule const& rule, std::string_view text) {
    if (rule.linter == Linter::csum && text.size() >= 2)
        return {check_digit(text.substr(0, text.size() - 1))};
    if (rule.linter == Linter::csumalpha && text.size() >= 2)
        return check_pair(text.substr(0, text.size() - 2));
    return std::string{rule.fault};
}

}  // namespace

bool is_in(Charset charset, std::string_view text) {
    auto const bit = 1U << static_cast<unsigned>(charset);
    return std::ranges::all_of(
        text, [&](char c) { return (charset_bits[static_cast<unsigned char>(c)] & bit) != 0; });
}

std::optional<Fault> lint(Linter linter, std::string_view text) {
    Rule const& rule = rules.at(static_cast<std::size_t>(linter));
    if (rule.holds(text)) return std::nullopt;
    return Fault{rule.why, detail_of(rule, text)};
}

}  // namespace wms::gs1
