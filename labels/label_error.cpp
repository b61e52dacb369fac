// SPDX-License-Identifier: Apache-2.0
#include "labels/label_error.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace wms::labels {
namespace {

struct Row {
    Fault fault;
    char const* name;
    std::string_view zh;  // {0} the subject, {1} the detail
    std::string_view en;
};

constexpr Row rows[] = {
    {Fault::template_syntax, "template_syntax", "模板不是有效的 JSON：{1}",
     "the template is no valid JSON: {1}"},
    {Fault::template_schema, "template_schema", "模板有误：{0}：{1}",
     "the template is wrong: {0}: {1}"},
    {Fault::template_unknown, "template_unknown", "没有名为 {0} 的模板",
     "there is no template {0}"},
    {Fault::data_syntax, "data_syntax", "标签数据有误：{0}：{1}",
     "the label's values are wrong: {0}: {1}"},
    {Fault::field_missing, "field_missing", "缺少必填项：{0}（{1}）",
     "a required value is missing: {0} ({1})"},
    {Fault::field_bad, "field_bad", "{0} 的值不可用：{1}", "the value of {0} cannot be used: {1}"},
    {Fault::text_overflow, "text_overflow", "{0} 太长，最小字号也放不下：{1}",
     "{0} is too long for its place, even in the smallest type: {1}"},
    {Fault::text_too_long, "text_too_long", "{0} 长得任何标签都放不下：{1}",
     "{0} is longer than any label holds: {1}"},
    {Fault::no_glyph, "no_glyph", "字体中没有 {0} 里的字：{1}",
     "no font has this character of {0}: {1}"},
    {Fault::code_does_not_fit, "code_does_not_fit", "条码 {0} 放不下：{1}",
     "the code {0} does not fit its place: {1}"},
    {Fault::code_unreadable, "code_unreadable", "条码 {0} 画出后读不回原值：{1}",
     "the code {0} does not read back from its pixels: {1}"},
    {Fault::rows_overflow, "rows_overflow", "{0} 的行数超过标签能容纳的：{1}",
     "{0} has more rows than the label holds: {1}"},
    {Fault::font_missing, "font_missing", "未安装字体 {0}（软件包 {1}）",
     "the font {0} is not installed (package {1})"},
    {Fault::image_bad, "image_bad", "图片 {0} 不可用：{1}", "the picture {0} cannot be used: {1}"},
    {Fault::printer_too_narrow, "printer_too_narrow", "打印头太窄，打不了 {0}：{1}",
     "the print head is too narrow for {0}: {1}"},
    {Fault::media_too_large, "media_too_large", "{0} 的纸张太大：{1}",
     "the media of {0} is too large: {1}"},
    {Fault::too_black, "too_black", "{0} 有 {1} 是黑的，版面有误",
     "{1} of {0} is black: the design is at fault"},
    {Fault::off_the_label, "off_the_label", "打印机偏移把 {0} 推出纸外：{1}",
     "the printer's offset pushes {0} off the paper: {1}"},
    {Fault::sheet_wanted, "sheet_wanted", "{0}：{1}", "{0}: {1}"},
};

Row const& row_of(Fault fault) {
    for (Row const& row : rows) {
        if (row.fault == fault) return row;
    }
    return rows[0];
}

}  // namespace

char const* name_of(Fault fault) {
    return row_of(fault).name;
}

std::string sentence(LabelError const& error, Language language) {
    Row const& row = row_of(error.fault);
    std::string text =
        fill_in(language == Language::zh ? row.zh : row.en, {error.subject, error.detail});
    if (error.line == 0) return text;
    return fmt::format("{}:{}:{}: {}", visible(error.source), error.line, error.column, text);
}

}  // namespace wms::labels
