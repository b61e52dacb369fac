// SPDX-License-Identifier: Apache-2.0
// How things and people stand, in both languages. A new state does not compile without its words.
#include "server/views/tell.hpp"

namespace wms::web::tell {

boost::json::object word(WaveState state) {
    switch (state) {
        case WaveState::planned: return text_json("Planned", "已计划");
        case WaveState::allocating: return text_json("Allocating", "分配中");
        case WaveState::released: return text_json("Released", "已释放");
        case WaveState::picking: return text_json("Picking", "拣货中");
        case WaveState::picked: return text_json("Picked", "已拣");
        case WaveState::closed: return text_json("Closed", "已关闭");
        case WaveState::cancelled: return text_json("Cancelled", "已取消");
    }
    return text_json("", "");
}

boost::json::object word(ManifestState state) {
    switch (state) {
        case ManifestState::open: return text_json("Open", "进行中");
        case ManifestState::closed: return text_json("Closed", "已关闭");
        case ManifestState::handed_over: return text_json("Handed over", "已交接");
    }
    return text_json("", "");
}

boost::json::object word(LocationType type) {
    switch (type) {
        case LocationType::pick: return text_json("Pick face", "拣货位");
        case LocationType::reserve: return text_json("Reserve", "存储位");
        case LocationType::stage: return text_json("Staging", "暂存区");
        case LocationType::quality: return text_json("Quality", "质检区");
        case LocationType::returns: return text_json("Returns", "退货区");
        case LocationType::damage: return text_json("Damaged goods", "残次区");
        case LocationType::packing: return text_json("Packing", "打包区");
        case LocationType::dock: return text_json("Dock", "月台");
    }
    return text_json("", "");
}

boost::json::object word(SkuState state) {
    switch (state) {
        case SkuState::active: return text_json("Active", "在用");
        case SkuState::phase_out: return text_json("Being phased out", "逐步停用");
        case SkuState::inactive: return text_json("Inactive", "停用");
        case SkuState::archived: return text_json("Archived", "已归档");
    }
    return text_json("", "");
}

boost::json::object word(ContainerState state) {
    switch (state) {
        case ContainerState::empty: return text_json("Empty", "空");
        case ContainerState::bound: return text_json("In use", "使用中");
        case ContainerState::closed: return text_json("Closed", "已关闭");
        case ContainerState::at_station: return text_json("At the station", "已到工位");
        case ContainerState::shipped: return text_json("Shipped", "已发出");
        case ContainerState::void_: return text_json("Void", "已作废");
        case ContainerState::lost: return text_json("Lost", "丢失");
    }
    return text_json("", "");
}

boost::json::object word(LotState state) {
    switch (state) {
        case LotState::ok: return text_json("In order", "正常");
        case LotState::hold: return text_json("On hold", "冻结");
        case LotState::recalled: return text_json("Recalled", "召回");
    }
    return text_json("", "");
}

boost::json::object word(Role role) {
    switch (role) {
        case Role::picker: return text_json("Picker", "拣货员");
        case Role::packer: return text_json("Packer", "打包员");
        case Role::counter: return text_json("Counter", "盘点员");
        case Role::dispatcher: return text_json("Dispatcher", "发运员");
        case Role::lead: return text_json("Lead", "主管");
        case Role::admin: return text_json("Admin", "管理员");
        case Role::system: return text_json("System", "系统");
    }
    return text_json("", "");
}

boost::json::object word(Process process) {
    switch (process) {
        case Process::signed_out: return text_json("Signed out", "未登录");
        case Process::home: return text_json("No task", "无任务");
        case Process::picking: return text_json("Picking", "拣货");
        case Process::packing: return text_json("Packing", "打包");
        case Process::shipping: return text_json("Handing over", "交接发运");
        case Process::counting: return text_json("Counting", "盘点");
    }
    return text_json("", "");
}

boost::json::object word(DeviceKind kind) {
    switch (kind) {
        case DeviceKind::handheld: return text_json("Handheld", "手持终端");
        case DeviceKind::station: return text_json("Station", "工位终端");
        case DeviceKind::office: return text_json("Office", "办公端");
        case DeviceKind::machine: return text_json("Program", "程序");
    }
    return text_json("", "");
}

}  // namespace wms::web::tell
