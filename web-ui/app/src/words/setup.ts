// SPDX-License-Identifier: Apache-2.0
// The words of the page that tries a scanner out: it comes when it is opened, and they with it.
import { speak } from "./dictionary";

export const say = speak({
  setup_scan: ["Scan this label", "请扫此条码"],
  setup_label: ["test label", "测试条码"],
  setup_good: ["The scanner is set up well.", "扫码枪设置正确。"],
  setup_path_keys: ["It types keys.", "按键方式输入。"],
  setup_path_input_method: [
    "An input method took the keys; they were read all the same. Better switch it off.",
    "输入法拦截了按键，但已正确读取。建议关闭输入法。",
  ],
  setup_path_injected: ["It injects text.", "文本注入方式。"],
  setup_path_pasted: ["It pastes text.", "粘贴方式。"],
  setup_suffix: ["It ends with {0}.", "以 {0} 结尾。"],
  setup_suffix_none: [
    "It ends with nothing: set Enter as its suffix.",
    "没有结尾符：请设置以回车结尾。",
  ],
  setup_case: [
    "Capitals and small letters are swapped: switch Caps Lock off.",
    "大小写颠倒：请关闭大写锁定。",
  ],
  setup_layout: [
    "Another keyboard layout: {0} came instead of {1}. Set the scanner to US keyboard.",
    "键盘布局不同：收到 {0}，应为 {1}。请将扫码枪设为美式键盘。",
  ],
  setup_separator: [
    "The separator (GS) is missing: switch on Ctrl characters in the scanner.",
    "缺少分隔符（GS）：请在扫码枪中开启控制字符。",
  ],
  setup_prefix: ["It names the kind of code ({0}).", "带条码类型标识（{0}）。"],
  setup_no_prefix: [
    "It does not name the kind of code; that is fine, better with AIM identifiers on.",
    "不带条码类型标识；可用，建议开启 AIM 标识。",
  ],
  setup_other: [
    "That was {0}. Scan the label shown here.",
    "扫到的是 {0}，请扫此处显示的条码。",
  ],
} as const);
