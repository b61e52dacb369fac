// SPDX-License-Identifier: Apache-2.0
// What this device is. Another kind is another device to the server, so the badge is wanted again.
import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { defineDevice, type DeviceKind } from "../frame/session";
import { deviceCode } from "../frame/session_state";
import { readScans } from "../scan/capture";
import { pick } from "../words/dictionary";
import { say } from "../words/settings";
import { say as sayAlways } from "../words/terminal";
import { outbox, signOut } from "./model";

export default function DevicePage() {
  const wantsStation = useSignal(false);
  const told = useSignal("");
  const become = async (kind: DeviceKind, station?: string): Promise<void> => {
    const waiting = outbox.count.value + outbox.untold.value;
    if (waiting > 0) {
      told.value = sayAlways("unsent", waiting);
      return;
    }
    const reply = await defineDevice(kind, undefined, station);
    if (reply.ok) {
      await signOut();
      return;
    }
    const { text, title } = reply.problem;
    told.value = say("device_not_set", text ? pick(text) : title);
  };
  useLayoutEffect(
    () => (wantsStation.value ? readScans((scan) => become("station", scan.raw)) : undefined),
    [wantsStation.value],
  );
  return (
    <div class="settings">
      <p>{sayAlways("this_device", deviceCode.value)}</p>
      {wantsStation.value ? <h3>{say("device_station_code")}</h3> : null}
      <p role="alert">{told.value}</p>
      <div class="menu">
        <button type="button" class="button" onClick={() => void become("handheld")}>
          {say("device_handheld")}
        </button>
        <button type="button" class="button" onClick={() => (wantsStation.value = true)}>
          {say("device_station")}
        </button>
        <button type="button" class="button" onClick={() => void become("office")}>
          {say("device_office")}
        </button>
      </div>
    </div>
  );
}
