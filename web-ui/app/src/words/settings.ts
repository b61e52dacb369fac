// SPDX-License-Identifier: Apache-2.0
// The words of the settings and of what this device is: they come when those pages are opened.
import { speak } from "./dictionary";

export const say = speak({
  language: ["Language", "语言"],
  theme: ["Colours", "配色"],
  theme_system: ["as the device", "跟随系统"],
  theme_light: ["light", "浅色"],
  theme_dark: ["dark", "深色"],
  theme_contrast: ["high contrast", "高对比"],
  scale: ["Size {0} %", "大小 {0}%"],
  smaller: ["Smaller", "缩小"],
  larger: ["Larger", "放大"],
  side: ["Buttons for the", "单手操作"],
  side_left: ["left hand", "左手"],
  side_right: ["right hand", "右手"],
  volume: ["Sound {0} %", "音量 {0}%"],
  quieter: ["Quieter", "减小音量"],
  louder: ["Louder", "增大音量"],
  vibration: ["Vibration", "振动"],
  on: ["on", "开"],
  off: ["off", "关"],
  device_handheld: ["handheld", "手持终端"],
  device_station: ["packing station", "打包台"],
  device_office: ["office", "办公室"],
  device_station_code: ["Scan or type the station's label", "请扫或输入工位码"],
  device_not_set: ["Not changed. {0}", "未更改。{0}"],
  scanner_test: ["Test the scanner", "测试扫码枪"],
  measured: [
    "Scan to echo {0} ms, to verdict {1} ms (95 of 100)",
    "扫码到回显 {0} ms，到结果 {1} ms（P95）",
  ],
} as const);
