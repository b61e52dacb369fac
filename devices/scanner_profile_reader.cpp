// SPDX-License-Identifier: Apache-2.0
// The fields of a scanner profile and what each may hold; firmware-profiles/README.md explains them
// to those who write one.
#include "base/text.hpp"
#include "devices/profile_reader.hpp"

#include <algorithm>

namespace wms::devices {
namespace {

class ScannerProfileReader {
public:
    ScannerProfileReader(std::string_view file, std::string_view text) : reader_{file, text} {}

    ScannerProfile read(Place const& root) {
        ProfileObject object{reader_, root};
        if (auto const place = object.must_have("schema"))
            static_cast<void>(reader_.number(*place, 1, 1));
        if (auto const place = object.must_have("id")) profile_.id = reader_.id(*place);
        if (auto const place = object.must_have("maker")) profile_.maker = reader_.name(*place);
        if (auto const place = object.must_have("models")) {
            for (Place const& model : reader_.list(*place))
                profile_.models.push_back(reader_.name(model));
        }
        if (auto const place = object.may_have("generic")) profile_.generic = reader_.flag(*place);
        if (auto const place = object.must_have("manual")) read_manual(*place);
        if (auto const place = object.must_have("sources")) read_sources(*place);
        if (auto const place = object.must_have("modes")) read_modes(*place);
        if (auto const place = object.may_have("pid_rules")) read_pid_rules(*place);
        if (auto const place = object.must_have("match")) read_match(*place);
        if (auto const place = object.may_have("setup_codes")) read_setup_codes(*place);
        return std::move(profile_);
    }

    ProfileReader& reader() { return reader_; }

private:
    void read_manual(Place const& place) {
        ProfileObject object{reader_, place};
        if (auto const en = object.must_have("en")) profile_.manual_en = reader_.name(*en);
        if (auto const zh = object.must_have("zh")) profile_.manual_zh = reader_.name(*zh);
    }

    void read_sources(Place const& place) {
        auto const* const object = place.value->if_object();
        if (object == nullptr)
            return reader_.problem(place.field, "an object is wanted", "此处应为对象 { }");
        for (auto const& member : *object) {
            std::string const key{member.key()};
            profile_.sources.push_back(
                {key, reader_.name({&member.value(), place.field + "." + key})});
        }
    }

    void read_modes(Place const& place) {
        for (Place const& item : reader_.list(place)) {
            ScannerMode mode = read_mode(item);
            if (profile_.mode(mode.id) != nullptr)
                reader_.problem(item.field + ".id", "stands there twice", "重复");
            profile_.modes.push_back(std::move(mode));
        }
        if (profile_.modes.empty())
            reader_.problem(place.field, "at least one mode is wanted", "至少要有一种模式");
    }

    ScannerMode read_mode(Place const& place) {
        ScannerMode mode;
        ProfileObject object{reader_, place};
        if (auto const id = object.must_have("id")) mode.id = reader_.id(*id);
        if (auto const en = object.must_have("en")) mode.en = reader_.name(*en);
        if (auto const zh = object.must_have("zh")) mode.zh = reader_.name(*zh);
        if (auto const driver = object.must_have("driver"))
            mode.driver = reader_.choice<ScannerDriver>(*driver);
        if (auto const framing = object.may_have("framing")) read_framing(*framing, mode.framing);
        if (auto const layout = object.fact("layout")) mode.layout = reader_.id(*layout);
        if (auto const alt = object.fact("alt_numpad"))
            mode.alt_number = reader_.choice<AltNumber>(*alt);
        if (auto const page = object.fact("code_page")) mode.code_page = reader_.id(*page);
        if (auto const gs = object.fact("gs")) mode.gs = reader_.choice<GsForm>(*gs);
        if (auto const aim = object.fact("aim")) mode.aim = reader_.choice<AimForm>(*aim);
        if (auto const upc = object.fact("upc_form")) mode.upc = reader_.choice<UpcForm>(*upc);
        if (auto const init = object.fact("init")) mode.init = reports(*init);
        if (auto const feedback = object.may_have("feedback")) {
            ProfileObject ways{reader_, *feedback};
            if (auto const good = ways.fact("good")) mode.feedback.good = reports(*good);
            if (auto const bad = ways.fact("bad")) mode.feedback.bad = reports(*bad);
            if (auto const led = ways.fact("led")) mode.feedback.led = reports(*led);
        }
        if (auto const quirks = object.may_have("quirks")) read_quirks(*quirks, mode.quirks);
        bool const needs_layout = mode.driver == ScannerDriver::keyboard && mode.layout.empty();
        if (needs_layout)
            reader_.problem(place.field + ".layout", "a keyboard needs a layout",
                            "键盘模式必须写明键盘布局");
        return mode;
    }

    void read_framing(Place const& place, ScannerFraming& framing) {
        ProfileObject object{reader_, place};
        if (auto const suffix = object.fact("suffix")) framing.suffix = reader_.bytes(*suffix);
        if (auto const keys = object.fact("suffix_keys")) {
            for (char const key : reader_.bytes(*keys))
                framing.suffix_keys.push_back(static_cast<std::uint8_t>(key));
        }
        if (auto const prefix = object.fact("prefix")) framing.prefix = reader_.bytes(*prefix);
        if (auto const idle = object.fact("idle_ms"))
            framing.idle_ms = reader_.number(*idle, 1, 5000);
        if (auto const length = object.fact("max_len"))
            framing.length_max = reader_.number(*length, 1, 65536);
    }

    void read_quirks(Place const& place, ScannerQuirks& quirks) {
        ProfileObject object{reader_, place};
        if (auto const timeout = object.fact("continued_timeout_ms"))
            quirks.continued_timeout_ms = reader_.number(*timeout, 1, 5000);
        if (auto const binary = object.fact("digits_binary"))
            quirks.digits_binary = reader_.flag(*binary);
        if (auto const multi = object.fact("multi_key")) quirks.multi_key = reader_.flag(*multi);
        if (auto const ignored = object.fact("ignore_aim")) {
            for (Place const& aim : reader_.list(*ignored))
                quirks.ignore_aim.push_back(reader_.name(aim));
        }
    }

    std::vector<DeviceReport> reports(Place const& place) {
        std::vector<DeviceReport> list;
        for (Place const& item : reader_.list(place)) {
            ProfileObject object{reader_, item};
            DeviceReport report;
            if (auto const way = object.must_have("way"))
                report.way = reader_.choice<ReportWay>(*way);
            if (auto const hex = object.must_have("bytes")) report.bytes = reader_.bytes(*hex);
            if (report.bytes.empty())
                reader_.problem(item.field + ".bytes", "a report has bytes", "报告不能为空");
            list.push_back(std::move(report));
        }
        return list;
    }

    void read_pid_rules(Place const& place) {
        for (Place const& item : reader_.list(place)) {
            ProfileObject object{reader_, item};
            PidRule rule;
            if (auto const id = object.must_have("id")) rule.id = reader_.id(*id);
            if (auto const mask = object.must_have("mask")) rule.mask = short_hex(*mask);
            auto const offsets = object.must_have("offsets");
            for (Place const& row : offsets ? reader_.list(*offsets) : std::vector<Place>{}) {
                ProfileObject fields{reader_, row};
                PidRule::Offset offset;
                if (auto const hex = fields.must_have("offset")) offset.offset = short_hex(*hex);
                if (auto const mode = fields.must_have("mode")) offset.mode = known_mode(*mode);
                fields.source();
                rule.offsets.push_back(std::move(offset));
            }
            profile_.pid_rules.push_back(std::move(rule));
        }
    }

    void read_match(Place const& place) {
        for (Place const& item : reader_.list(place)) {
            MatchRule rule;
            ProfileObject object{reader_, item};
            if (auto const vid = object.may_have("vid")) rule.vid = short_hex(*vid);
            if (auto const pid = object.may_have("pid")) rule.pid = short_hex(*pid);
            if (auto const base = object.may_have("pid_base")) rule.pid_base = short_hex(*base);
            if (auto const name = object.may_have("pid_rule")) rule.pid_rule = known_rule(*name);
            if (auto const number = object.may_have("interface_class"))
                rule.interface_class = static_cast<std::uint8_t>(reader_.hex(*number, 2));
            if (auto const page = object.may_have("usage_page")) rule.usage_page = short_hex(*page);
            if (auto const usage = object.may_have("usage")) rule.usage = short_hex(*usage);
            if (auto const product = object.may_have("product"))
                rule.product = product_pattern(*product);
            if (auto const mode = object.may_have("mode")) rule.mode = known_mode(*mode);
            if (auto const model = object.may_have("model")) rule.model = reader_.name(*model);
            if (auto const shared = object.may_have("shared")) rule.shared = reader_.flag(*shared);
            object.source();
            check_rule(item, rule);
            profile_.match.push_back(std::move(rule));
        }
        if (profile_.match.empty())
            reader_.problem(place.field, "at least one rule is wanted", "至少要有一条识别规则");
    }

    void check_rule(Place const& item, MatchRule const& rule) {
        bool const ids_sound = (!rule.pid && !rule.pid_base && rule.pid_rule.empty()) || rule.vid;
        if (!ids_sound)
            reader_.problem(item.field, "a product id needs its vid", "产品号必须与厂商号一起写");
        if (rule.pid_base && rule.pid_rule.empty())
            reader_.problem(item.field, "pid_base needs a pid_rule", "pid_base 需要 pid_rule");
        if (rule.pid && rule.pid_base)
            reader_.problem(item.field, "pid or pid_base, not both", "pid 与 pid_base 只能写一个");
        bool const says_something =
            rule.vid || rule.interface_class || rule.usage_page || !rule.product.empty();
        if (!says_something)
            reader_.problem(item.field, "a rule needs a condition", "识别规则至少要有一个条件");
    }

    void read_setup_codes(Place const& place) {
        for (Place const& item : reader_.list(place)) {
            SetupCode code;
            ProfileObject object{reader_, item};
            if (auto const id = object.must_have("id")) code.id = reader_.id(*id);
            if (auto const text = object.must_have("text")) code.text = code_text(*text);
            if (auto const fnc3 = object.must_have("fnc3")) code.fnc3 = reader_.flag(*fnc3);
            if (auto const role = object.must_have("role"))
                code.role = reader_.choice<SetupRole>(*role);
            if (auto const mode = object.may_have("mode")) code.mode = known_mode(*mode);
            if (auto const wanted = object.may_have("on_sheet"))
                code.wanted = reader_.flag(*wanted);
            if (auto const en = object.must_have("en")) code.en = reader_.name(*en);
            if (auto const zh = object.must_have("zh")) code.zh = reader_.name(*zh);
            Evidence const evidence = object.source();
            code.source = evidence.source;
            code.verified = evidence.verified;
            profile_.setup_codes.push_back(std::move(code));
        }
    }

    std::uint16_t short_hex(Place const& place) {
        return static_cast<std::uint16_t>(reader_.hex(place, 4));
    }

    std::string known_mode(Place const& place) {
        std::string id = reader_.id(place);
        if (profile_.mode(id) == nullptr)
            reader_.problem(place.field, "no mode of this file", "本文件中没有这个模式");
        return id;
    }

    std::string known_rule(Place const& place) {
        std::string id = reader_.id(place);
        if (std::ranges::find(profile_.pid_rules, id, &PidRule::id) == profile_.pid_rules.end())
            reader_.problem(place.field, "no pid_rule of this file", "本文件中没有这条 pid_rule");
        return id;
    }

    std::string product_pattern(Place const& place) {
        std::string text = reader_.name(place);
        bool const small = std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
        if (!small) reader_.problem(place.field, "small letters are wanted", "请用小写字母");
        return text;
    }

    std::string code_text(Place const& place) {
        std::string text = reader_.text(place);
        bool const sound = !text.empty() && text.size() <= 80 &&
                           std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7F; });
        if (!sound && place.value->is_string())
            reader_.problem(place.field, "1 to 80 printable ASCII characters are wanted",
                            "此处应为 1 到 80 个可打印的 ASCII 字符");
        return text;
    }

    ProfileReader reader_;
    ScannerProfile profile_;
};

}  // namespace

ProfileRead read_scanner_profile(std::string_view file, std::string_view text) {
    ProfileRead result;
    auto const root = parse_profile(file, text, result.problems);
    if (!root) return result;
    ScannerProfileReader scanner{file, text};
    ScannerProfile profile = scanner.read({&*root, {}});
    ProfileReader& reader = scanner.reader();
    for (Evidence const& evidence : reader.evidence()) {
        bool const known = std::ranges::find(profile.sources, evidence.source,
                                             &ProfileSource::key) != profile.sources.end();
        if (!known && !evidence.source.empty())
            reader.problem(evidence.field, "its source is not in `sources`",
                           "来源没有写在 sources 里");
    }
    profile.evidence = std::move(reader.evidence());
    profile.file = file;
    result.problems = std::move(reader.problems());
    if (result.problems.empty()) result.profile = std::move(profile);
    return result;
}

}  // namespace wms::devices
