// SPDX-License-Identifier: Apache-2.0
// The names of processes are the only words of a screen that the server does not send.
import { speak } from "../words/dictionary";
import type { Schemas } from "../frame/api";

const names: Record<Schemas["Process"], readonly [string, string]> = {
  signed_out: ["Signed out", "未登录"],
  home: ["Home", "主页"],
  picking: ["Picking", "拣货"],
  packing: ["Packing", "打包"],
  shipping: ["Hand-over", "交接"],
  counting: ["Counting", "盘点"],
};
export const processWord = speak(names);
