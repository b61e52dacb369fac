// SPDX-License-Identifier: Apache-2.0
// All that the board and the admin pages know of the frame: the language, requests, live topics,
// scans.
export { ask, askPicture, type Answer, type Ask, type Problem } from "../frame/api";
export { uuid7 } from "../frame/ids";
export { connected, watch } from "../frame/live";
export { session, keepSession } from "../frame/session_state";
export { language, theme, type Theme } from "../frame/settings";
export { readScans } from "../scan/capture";
