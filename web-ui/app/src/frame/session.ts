// SPDX-License-Identifier: Apache-2.0
// Signing in, and the start of the page: who was here before?
import { signal } from "@preact/signals";
import { api, ask, noNetwork, problemOf, type Answer, type Problem, type Schemas } from "./api";
import { place } from "./router";
import {
  deviceCode,
  keepDevice,
  keepSession,
  keptSession,
  session,
  type Session,
} from "./session_state";
import { language } from "./settings";

/** False until we know whether somebody is signed in. */
export const started = signal(false);

function begin(session: Session): void {
  keepDevice(session.device);
  keepSession(session);
  language.value = session.operator.language;
}

export async function resume(): Promise<void> {
  const kept = keptSession();
  const isWall = place.peek().path[0] === "tv";
  // A device nobody is known at asks for a badge at once; a cookie without memory of it is seen
  // a moment later.
  if (isWall) await (await import("./kiosk")).findKiosk();
  else if (!kept) started.value = true;
  const asked = session.peek();
  // on a slow line somebody may have signed in before the answer came: it is about before that
  const isLate = (): boolean => session.peek() !== asked;
  try {
    const reply = await api.GET("/api/v1/session", { signal: AbortSignal.timeout(8000) });
    if (!isLate() && reply.data) begin(reply.data);
    else if (!isLate()) keepSession(null);
  } catch {
    if (kept && !isLate()) begin(kept); // no network: go on with what was claimed (U19)
  }
  started.value = true;
}

const isHandheld = (): boolean => matchMedia("(max-width: 600px), (pointer: coarse)").matches;
export type DeviceKind = "handheld" | "station" | "office";

export async function defineDevice(
  kind: DeviceKind,
  code?: string,
  station?: string,
): Promise<Answer<Schemas["DeviceRef"]>> {
  const body = { kind, ...(code ? { code } : {}), ...(station ? { station } : {}) };
  const reply = await ask<Schemas["DeviceRef"]>("/api/v1/devices", { method: "POST", body });
  if (reply.ok) keepDevice(reply.data.code);
  return reply;
}

/** An office computer has pages but no terminal: its screen never leaves "signed out". */
export const hasTerminal = (of: Session): boolean => of.screen.process !== "signed_out";
const mayLead = (of: Session): boolean =>
  of.operator.roles.some((role) => role === "lead" || role === "admin");

/** null = signed in. */
export async function signIn(badge: string, pin?: string): Promise<Problem | null> {
  if (!deviceCode.value) {
    const made = await defineDevice(isHandheld() ? "handheld" : "office");
    if (!made.ok) return made.problem;
  }
  const body = { badge, device: deviceCode.value, ...(pin ? { pin } : {}) };
  try {
    const reply = await api.POST("/api/v1/session", {
      body,
      signal: AbortSignal.timeout(8000),
    });
    if (reply.data) {
      if (!hasTerminal(reply.data) && !mayLead(reply.data)) {
        // a picker at a computer that was an office's until now: it becomes a terminal
        const made = await defineDevice("handheld");
        return made.ok ? await signIn(badge, pin) : made.problem;
      }
      begin(reply.data);
      return null;
    }
    const problem = problemOf(reply.response, reply.error);
    if (problem.code !== "unknown_device") return problem;
    keepDevice(""); // the store was set up anew
    return await signIn(badge, pin);
  } catch {
    return noNetwork;
  }
}
