// SPDX-License-Identifier: Apache-2.0
#include "base/vocabulary.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace wms {
namespace {

struct Entry {
    std::string_view code;
    Term term;
};

// "#" stands for a number.
constexpr auto vocabulary = std::to_array<Entry>({
    // who may do it
    {"picker", {"picker", "拣货员"}},
    {"packer", {"packer", "打包员"}},
    {"counter", {"counter", "盘点员"}},
    {"dispatcher", {"dispatcher", "发运员"}},
    {"lead", {"lead", "主管"}},
    {"admin", {"admin", "管理员"}},
    {"system", {"system", "系统"}},
    // buttons
    {"acknowledge", {"I have read it", "已阅读"}},
    {"done", {"Done", "完成"}},
    {"skip", {"Skip", "跳过"}},
    {"short_", {"Short", "缺货"}},
    {"full", {"Tote full", "箱满"}},
    {"undo", {"Undo", "撤销"}},
    {"sign_out", {"Sign out", "退出登录"}},
    {"home", {"Home", "主页"}},
    {"get_work", {"Get work", "领取任务"}},
    {"reprint", {"Print again", "重新打印"}},
    {"reopen", {"Opening the manifest again", "重新打开交接单"}},
    {"quantity", {"Quantity", "数量"}},
    {"hand_over", {"Hand over", "交接"}},
    {"close", {"Close", "关闭"}},
    {"approve", {"Approve", "批准"}},
    {"reject", {"Reject", "驳回"}},
    {"pick", {"Pick", "拣货"}},
    {"pack", {"Pack", "打包"}},
    {"ship", {"Ship", "发运"}},
    {"count", {"Count", "盘点"}},
    {"language", {"Language", "语言"}},
    {"weight", {"Weight", "重量"}},
    {"take_over", {"Take over", "接手"}},
    {"help", {"Help", "帮助"}},
    {"lock", {"Lock", "锁定"}},
    {"own_package", {"Own package", "自备包装"}},
    {"weight_ok", {"Approve the weight", "批准重量"}},
    {"label_torn", {"Label torn", "标签损坏"}},
    {"SHORT", {"Short", "缺货"}},
    {"SKIP", {"Skip", "跳过"}},
    {"FULL", {"Tote full", "箱满"}},
    {"DONE", {"Done", "完成"}},
    {"QTY", {"Quantity", "数量"}},
    // what a code may be
    {"command", {"command", "指令码"}},
    {"badge", {"badge", "工牌"}},
    {"location", {"location", "货位"}},
    {"container", {"tote or cart", "周转箱或拣货车"}},
    {"station", {"station", "工位"}},
    {"sku", {"item", "商品"}},
    {"lot", {"lot", "批次"}},
    {"serial", {"serial number", "序列号"}},
    {"order", {"order", "订单"}},
    {"waybill", {"waybill", "面单"}},
    {"carton", {"carton", "纸箱"}},
    {"manifest", {"manifest", "交接单"}},
    {"carrier", {"carrier", "承运商"}},
    {"printer", {"printer", "打印机"}},
    // what there may be one of
    {"adjustment", {"adjustment", "库存调整"}},
    {"barcode", {"barcode", "条码"}},
    {"device", {"device", "设备"}},
    {"effect", {"job for the outside", "外发任务"}},
    {"gun", {"scanner", "扫码枪"}},
    {"key", {"key", "密钥"}},
    {"line", {"line", "行"}},
    {"operator", {"person", "人员"}},
    {"owner", {"owner", "货主"}},
    {"parcel", {"parcel", "包裹"}},
    {"print job", {"print job", "打印任务"}},
    {"problem", {"problem", "异常"}},
    {"round", {"round", "拣货轮"}},
    {"session", {"session", "登录"}},
    {"token", {"token", "令牌"}},
    {"warehouse", {"warehouse", "仓库"}},
    {"wave", {"wave", "波次"}},
    {"zone", {"zone", "库区"}},
    // what is wanted, or what is in the way
    {"an empty cart", {"an empty cart", "空拣货车"}},
    {"an empty tote", {"an empty tote", "空周转箱"}},
    {"an empty bin", {"an empty bin", "空车格"}},
    {"the whole cart", {"the whole cart", "整辆拣货车"}},
    {"a packing station", {"a packing station", "打包台"}},
    {"goods", {"goods", "货物"}},
    {"the task", {"the task", "该任务"}},
    {"the approval", {"the approval", "该审批"}},
    {"the code", {"the code", "该条码"}},
    {"the count", {"the count", "该盘点"}},
    {"the question on the screen", {"the question on the screen", "屏幕上的问题"}},
    {"the pool", {"the pool", "号池"}},
    // why a pick is short
    {"bin_empty", {"Nothing there", "货位是空的"}},
    {"fewer_than_system", {"Fewer than wanted", "数量不足"}},
    {"damaged", {"Damaged", "商品破损"}},
    {"wrong_item", {"Another item lies there", "货位上是别的商品"}},
    {"lot_mismatch", {"Another lot lies there", "批次不符"}},
    {"inaccessible", {"Cannot get at it", "无法取货"}},
    // why a weight is typed, why one that is off is right
    {"scale_down", {"The scale does not work", "秤坏了"}},
    {"not_stable", {"The weight does not settle", "读数不稳定"}},
    {"no_scale", {"No scale here", "此处没有秤"}},
    {"content_counted", {"Content counted, it is right", "已清点，内容无误"}},
    {"sku_weight_wrong", {"The weight on file is wrong", "登记的重量有误"}},
    {"box_or_filling", {"Another box or more filling", "箱子或填充物不同"}},
    // what of a carton is too small
    {"longest edge", {"longest edge", "最长边"}},
    {"volume", {"volume", "体积"}},
    // why goods are short at pack
    {"missing", {"Missing", "缺少"}},
    {"other_item", {"Another item lies there instead", "放的是别的商品"}},
    // why a picker does not get an order
    {"it is not released yet", {"it is not released yet", "尚未放行"}},
    {"nothing is left to pick", {"nothing is left to pick", "已无待拣"}},
    {"its wave is held", {"its wave is held", "所属波次已暂停"}},
    {"it is picked together with others", {"it is picked together with others", "与其他订单合拣"}},
    // how a parcel stands
    {"open", {"it is being packed", "正在打包"}},
    {"content_ok", {"it has no carton yet", "未选纸箱"}},
    {"waybill_wait", {"it waits for its waybill", "等待面单"}},
    {"label_sent", {"its label was not scanned", "面单未扫描"}},
    {"verified", {"verified", "已核对"}},
    {"closed", {"closed", "已关闭"}},
    {"manifested", {"on a manifest", "已入交接单"}},
    {"handed_over", {"handed over", "已交接"}},
    {"void_", {"void", "已作废"}},
    // how its waybill stands
    {"none", {"none asked for", "未申请"}},
    {"requested", {"asked for", "已申请"}},
    {"unknown", {"unknown", "未知"}},
    {"issued", {"issued", "已出号"}},
    {"active", {"in use", "已使用"}},
    {"failed", {"failed", "失败"}},
    {"collected", {"collected", "已揽收"}},
    {"cancel_requested", {"cancelling", "取消中"}},
    {"cancelled", {"cancelled", "已取消"}},
    {"cancel_refused", {"not cancelled by the carrier", "承运商拒绝取消"}},
    // how a print job stands
    {"created", {"waits", "待打印"}},
    {"rendered", {"drawn", "已生成"}},
    {"checked", {"checked", "已校验"}},
    {"spooled", {"waits for the printer", "排队中"}},
    {"sending", {"being sent", "发送中"}},
    {"printing", {"printing", "打印中"}},
    {"held_printer", {"the printer stands", "打印机停止"}},
    {"device_done", {"printed", "已打印"}},
    {"unconfirmed", {"printed, not scanned", "已打印未扫描"}},
    // why goods or orders must wait
    {"hold", {"on hold", "冻结"}},
    {"recalled", {"recalled", "已召回"}},
    {"address", {"address", "地址"}},
    {"phone", {"phone number", "电话"}},
    {"stock", {"stock", "库存"}},
    {"duplicate", {"duplicate", "重复订单"}},
    {"master_data", {"master data", "基础资料"}},
    {"manual", {"stopped by hand", "人工冻结"}},
    {"payment", {"payment", "付款"}},
    // members of a request that people fill in
    {"argument", {"argument", "输入内容"}},
    {"bag_place", {"bag_place", "集包地"}},
    {"battery", {"battery", "电量"}},
    {"body", {"body", "内容"}},
    {"channel", {"channel", "渠道"}},
    {"cod", {"cod", "代收货款"}},
    {"code", {"code", "编码"}},
    {"courier", {"courier", "快递员"}},
    {"expiry", {"expiry", "有效期"}},
    {"external_id", {"external_id", "渠道单号"}},
    {"files", {"files", "文件"}},
    {"format", {"format", "格式"}},
    {"import", {"import", "导入"}},
    {"kind", {"kind", "类型"}},
    {"lines", {"lines", "订单行"}},
    {"media", {"media", "标签纸"}},
    {"members", {"members", "成员"}},
    {"name", {"name", "名称"}},
    {"number", {"number", "号码"}},
    {"numbers", {"numbers", "号码"}},
    {"orders", {"orders", "订单"}},
    {"pin", {"pin", "PIN 码"}},
    {"printer_reason", {"printer_reason", "打印机原因"}},
    {"profile", {"profile", "机型"}},
    {"range", {"range", "范围"}},
    {"reason", {"reason", "原因"}},
    {"roles", {"roles", "角色"}},
    {"scopes", {"scopes", "权限"}},
    {"service", {"service", "服务"}},
    {"sort_code", {"sort_code", "分拣码"}},
    {"state", {"state", "状态"}},
    {"status", {"status", "状态"}},
    {"uri", {"uri", "地址"}},
    // what is wrong with a member
    {"# to #", {"# to #", "应为 # 到 #"}},
    {"# to # is wanted", {"# to # is wanted", "应为 # 到 #"}},
    {"^ and ~ are printers' commands", {"^ and ~ are printers' commands", "^ 和 ~ 是打印机指令"}},
    {"a list is wanted", {"a list is wanted", "应为列表"}},
    {"a machine gets its device with its key",
     {"a machine gets its device with its key", "机器的设备随密钥生成"}},
    {"a member twice", {"a member twice", "成员重复"}},
    {"a past moment is wanted", {"a past moment is wanted", "应为过去的时刻"}},
    {"a text is wanted", {"a text is wanted", "应为文本"}},
    {"a text with a zero character", {"a text with a zero character", "含零字符"}},
    {"a whole number in range is wanted",
     {"a whole number in range is wanted", "应为范围内的整数"}},
    {"an RFC # time is wanted", {"an RFC # time is wanted", "应为 RFC # 时间"}},
    {"an RFC # time in UTC is wanted",
     {"an RFC # time in UTC is wanted", "应为 RFC # 格式的 UTC 时间"}},
    {"an object is wanted", {"an object is wanted", "应为对象"}},
    {"an object of names and texts is wanted",
     {"an object of names and texts is wanted", "应为名称与文本组成的对象"}},
    {"at least # characters", {"at least # characters", "至少 # 个字符"}},
    {"at most # bytes", {"at most # bytes", "最多 # 字节"}},
    {"cannot be written", {"cannot be written", "无法写入"}},
    {"control characters", {"control characters", "含控制字符"}},
    {"invisible characters", {"invisible characters", "含不可见字符"}},
    {"is made by the server", {"is made by the server", "由服务器生成"}},
    {"longer than # bytes", {"longer than # bytes", "超过 # 字节"}},
    {"longer than # characters", {"longer than # characters", "超过 # 个字符"}},
    {"more than # values", {"more than # values", "超过 # 个值"}},
    {"must not be negative", {"must not be negative", "不能为负数"}},
    {"no import file has this name", {"no import file has this name", "没有这个导入文件"}},
    {"not UTF-#", {"not UTF-#", "不是 UTF-#"}},
    {"not a cursor of this list", {"not a cursor of this list", "不是本列表的游标"}},
    {"not a text", {"not a text", "不是文本"}},
    {"not all zero", {"not all zero", "不能全为零"}},
    {"not one of the known names", {"not one of the known names", "不是已知名称"}},
    {"stays as it is printed", {"stays as it is printed", "已印在标签上，不能改"}},
    {"the item has no lots", {"the item has no lots", "该商品不分批次"}},
    {"the last admin stays one", {"the last admin stays one", "最后一位管理员不能取消"}},
    {"the lot has another one", {"the lot has another one", "该批次为另一日期"}},
    {"too easy to guess", {"too easy to guess", "太容易猜到"}},
    {"too long", {"too long", "过长"}},
    {"too many guns", {"too many scanners", "扫码枪过多"}},
    {"too much has happened since", {"too much has happened since", "此后记录过多"}},
    {"twice the same", {"twice the same", "重复"}},
    {"unknown field", {"unknown field", "未知字段"}},
    {"within twelve hours", {"within twelve hours", "须在十二小时内"}},
    // what waits for a lead
    {"an event id was used twice", {"an event id was used twice", "同一事件编号用了两次"}},
    {"the carrier has a number and does not tell it",
     {"the carrier has a number and does not tell it", "承运商已有单号但未返回"}},
    {"no answer", {"no answer", "无回应"}},
    {"the number pool is empty", {"the number pool is empty", "面单号池已空"}},
});

// Two rows with one code: the second would never be read.
consteval bool are_distinct() {
    for (std::size_t i = 0; i < vocabulary.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (vocabulary[i].code == vocabulary[j].code) return false;
        }
    }
    return true;
}
static_assert(are_distinct(), "each code has one word");

// "longer than 40 characters" as "longer than # characters", with its numbers aside.
std::string without_numbers(std::string_view text, std::vector<std::string>& numbers) {
    std::string pattern;
    bool inside = false;  // a number
    for (char const c : text) {
        bool const begins = is_digit(c) && !inside;
        inside = is_digit(c);
        if (begins) numbers.emplace_back();
        if (begins || !inside) pattern += begins ? '#' : c;
        if (inside) numbers.back() += c;
    }
    return pattern;
}

std::optional<std::string> known(std::string_view text, Language language) {
    std::vector<std::string> numbers;
    Term const* const term = find_term(without_numbers(text, numbers));
    if (term == nullptr) return std::nullopt;
    std::string said;
    std::size_t next = 0;
    for (char const c : language == Language::zh ? term->zh : term->en) {
        if (c == '#' && next < numbers.size()) {
            said += numbers[next++];
        } else {
            said += c;
        }
    }
    return said;
}

std::optional<std::string> known_list(std::string_view text, Language language) {
    constexpr std::string_view between = ", ";
    std::string said;
    while (true) {
        std::size_t const comma = text.find(between);
        auto const one = known(text.substr(0, comma), language);
        if (!one) return std::nullopt;
        said += *one;
        if (comma == std::string_view::npos) return said;
        said += language == Language::zh ? "、" : between;
        text.remove_prefix(comma + between.size());
    }
}

}  // namespace

Term const* find_term(std::string_view code) {
    auto const found = std::ranges::find(vocabulary, code, &Entry::code);
    return found == vocabulary.end() ? nullptr : &found->term;
}

std::string in_words(std::string_view code, Language language) {
    if (auto const list = known_list(code, language)) return *list;
    std::size_t const bracket = code.rfind(" (");
    bool const remarked = bracket != std::string_view::npos && code.ends_with(')');
    if (!remarked) return std::string{code};
    auto const remark = known(code.substr(bracket + 2, code.size() - bracket - 3), language);
    if (!remark) return std::string{code};
    std::string const text{code.substr(0, bracket)};
    return language == Language::zh ? text + "（" + *remark + "）" : text + " (" + *remark + ")";
}

}  // namespace wms
