// SPDX-License-Identifier: Apache-2.0
// The frame's and the terminal's own words. Questions, buttons and refusals come with the server's
// Screen and are not here. Pattern: what you scanned, what is wanted, what to do; no blame.
import type { Schemas } from "../frame/api";
import { speak, speakBoth } from "./dictionary";

const words = {
  // sign-in
  scan_badge: ["Scan your badge", "请扫工牌"],
  type_badge: ["Type the badge", "输入工牌号"],
  enter_pin: ["PIN of {0}", "请输入 {0} 的 PIN"],
  wrong_pin: ["Badge or PIN is wrong. Try again.", "工牌或 PIN 不对，请重试。"],
  badge_first: ["{0} is no badge. Scan your badge first.", "{0} 不是工牌，请先扫工牌。"],
  server_away: ["No network. Signing in needs the server.", "网络断开，登录需要连接服务器。"],
  not_signed_in: ["Not signed in. {0}", "未能登录。{0}"],
  waiting_for: [
    "{0} steps wait for the person who did them. Scan that badge.",
    "{0} 步等待其操作人登录后上传，请扫该工牌。",
  ],
  this_device: ["This device: {0}", "本机：{0}"],
  new_device: ["new", "新设备"],
  test_sounds: ["Test sounds", "测试声音"],
  sound_now: ["Now: {0}", "正在播放：{0}"],
  // demo
  demo: ["DEMO. Nothing here is real", "演示模式，数据均非真实"],
  demo_people: ["Who do you want to be? (demo)", "选择演示身份"],
  demo_try: ["Scan panel: try one of these", "扫码面板：试一试"],
  demo_right: ["next right step", "正确的下一步"],
  demo_wrong: ["typical mistake", "常见错误"],
  demo_pin: ["PIN {0}", "PIN {0}"],
  demo_none: ["Nothing to try here. Use the buttons.", "此处无可试条码，请用按钮。"],
  // the bar
  progress: ["{0} / {1}", "{0} / {1}"],
  left: ["{0} more", "还剩 {0}"],
  online: ["Connected", "已连接"],
  reconnecting: ["Connecting", "正在连接"],
  no_network: ["No network", "网络断开"],
  unsent: ["{0} not sent", "{0} 步未上传"],
  offline_go_on: [
    "No network. Keep going, {0} steps wait to be sent.",
    "网络断开，可继续操作，{0} 步待上传。",
  ],
  offline_stop: [
    "Too much waits to be sent ({0}). Stop and go where there is network.",
    "待上传过多（{0} 步），请停止操作并到有网络的地方。",
  ],
  offline_not_here: ["This does not work without network.", "无网络时不能进行此操作。"],
  offline_noted: ["Noted, not yet confirmed.", "已记录，尚未确认。"],
  offline_unknown: [
    "{0} is not what is asked for here. The server decides later; scan what the screen asks for.",
    "{0} 不是这里要扫的条码，联网后由服务器判定；请扫屏幕所要求的条码。",
  ],
  not_kept: [
    "This browser keeps nothing: do not close the page while steps wait.",
    "此浏览器无法保存数据：有待上传步骤时请勿关闭页面。",
  ],
  not_kept_now: [
    "{0} steps could not be stored here. Do not close the page before they are sent.",
    "{0} 步未能存入本机，上传完成前请勿关闭页面。",
  ],
  untold: [
    "{0} steps could not be taken. The lead is told as soon as the server answers.",
    "{0} 步无法处理，服务器恢复后将通知主管。",
  ],
  // scanning
  sending: ["Sending …", "正在发送…"],
  scanned: ["Scanned", "已扫"],
  typed: ["typed", "手动输入"],
  waiting_behind: ["{0} waiting", "{0} 个等待处理"],
  type_it: ["Type it", "手动输入"],
  camera: ["Camera", "摄像头"],
  expected_kinds: ["Scan: {0}", "请扫：{0}"],
  ime_hint: [
    "The input method swallowed letters. Scan again; if it repeats, press Shift once.",
    "输入法拦截了扫码。请重扫；若仍出现，请按一次 Shift 切到英文。",
  ],
  alt_numpad_hint: [
    "{0}: the scanner types Alt codes, letters are lost. Set its keyboard to US without Alt codes.",
    "{0}：扫码枪以 Alt 小键盘方式输入，会丢字符。请将其键盘设为美式并关闭 Alt 模式。",
  ],
  no_suffix_hint: [
    "{0} came without Enter. Set the scanner to end with Enter, then scan again.",
    "{0} 之后没有回车。请设置扫码枪以回车结尾，然后重扫。",
  ],
  impossible: [
    "{0} could not be taken: {1} The lead is told.",
    "{0} 无法处理：{1}已通知主管。",
  ],
  refused_offline: [
    "Done without network and not accepted: {0}. The lead is told.",
    "离线操作未被接受：{0}，已通知主管。",
  ],
  // the question
  acknowledge: ["I have read it", "我已阅读"],
  acknowledge_how: [
    "Press the button, or scan the ACK label (!ACK).",
    "按按钮，或扫确认码（!ACK）。",
  ],
  stop: ["STOP", "停"],
  approval: ["A lead must agree", "需要主管批准"],
  approval_how: [
    "The lead scans the badge here within one minute. Or go on with another scan.",
    "主管须在一分钟内在此扫工牌，也可继续扫其他码。",
  ],
  approval_given: ["Approved. Go on.", "已批准，请继续。"],
  undo_what: ["Undo: {0}", "撤销：{0}"],
  undo_last: ["the last step", "上一步"],
  more: ["More", "更多"],
  close: ["Close", "关闭"],
  back: ["Back", "返回"],
  last_scans: ["Last scans", "最近扫码"],
  none_yet: ["None yet", "暂无"],
  how_many: ["How many?", "数量？"],
  how_heavy: ["Weight in grams", "重量（克）"],
  name_of_courier: ["Name of the courier", "快递员姓名"],
  reason: ["Reason", "原因"],
  enter: ["Enter", "确定"],
  erase: ["Erase", "删除"],
  capitals: ["Capitals", "大写"],
  space: ["Space", "空格"],
  code: ["Code", "编码"],
  result_ok: ["OK", "正确"],
  result_step_complete: ["Done", "完成"],
  result_attention: ["Look", "注意"],
  result_error: ["Not this", "不对"],
  result_stop: ["STOP", "停"],
  result_tick: ["Noted", "已记"],
  get_work: ["Get work", "领取任务"],
  hello: ["{0}, what now?", "{0}，做什么？"],
  // help
  help: ["Help", "帮助"],
  help_scan: [
    "Just scan, no tap before it. The frame tells: green right, amber look, red wrong.",
    "直接扫码即可，无需先点屏幕。边框颜色表示结果：绿为正确，黄为注意，红为错误。",
  ],
  help_error: [
    "After a wrong scan simply scan the right thing. Only a full red screen must be acknowledged.",
    "扫错后直接扫正确的码。只有整屏红色需要确认。",
  ],
  help_commands: ["These labels press the buttons:", "以下指令码等同按钮："],
  help_UNDO: ["take back the last step", "撤销上一步"],
  help_SHORT: ["goods are missing", "缺货"],
  help_SKIP: ["do this one later", "稍后再做"],
  help_FULL: ["the tote or carton is full", "箱满"],
  help_DONE: ["finished", "完成"],
  help_QTY12: ["twelve pieces at once", "一次 12 件"],
  help_ACK: ["the red screen is read", "已阅读红屏"],
  help_HELP: ["what can be scanned here", "此处可以扫什么"],
  help_LANG: ["the other language", "切换语言"],
  help_LOCK: ["lock the terminal", "锁定终端"],
  help_undo: [
    "Undo takes back your own last step for a minute.",
    "一分钟内可撤销自己的上一步。",
  ],
  // settings
  settings: ["Settings", "设置"],
  device: ["Device", "设备"],
  lock: ["Lock", "锁定"],
  board: ["Lead's board", "主管看板"],
  administration: ["Administration", "系统管理"],
  // set-up
  setup: ["Test the scanner", "测试扫码枪"],
  done: ["Done", "完成"],
  // frame
  loading: ["Loading", "正在加载"],
  page_missing: ["There is no such page.", "没有此页面。"],
} as const;
export const say = speak(words);
export const sayBoth = speakBoth(words);

const roles: Record<Schemas["Role"], readonly [string, string]> = {
  picker: ["picker", "拣货员"],
  packer: ["packer", "打包员"],
  counter: ["counter", "盘点员"],
  dispatcher: ["dispatcher", "发货员"],
  lead: ["lead", "主管"],
  admin: ["admin", "管理员"],
  system: ["system", "系统"],
};
const sayRole = speak(roles);
export const roleWord = (role: string): string =>
  role in roles ? sayRole(role as Schemas["Role"]) : role;
