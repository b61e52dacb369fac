// SPDX-License-Identifier: Apache-2.0
// A step on its way to the server, and what the answer means for the queue. Only a whole answer of
// our own server is one: whatever else comes back, the step stays and is sent again under its id.
import type { Schemas } from "../frame/api";
import type { Outcome } from "../queue/outbox";

export interface Reply {
  status: number;
  json: Record<string, unknown>;
}
const answer_ms_max = 5000;

/** Null: nothing of an answer arrived, or not the whole of it. It may be done or not. */
export async function post(
  path: string,
  body: object,
  csrf: string,
  key?: string,
): Promise<Reply | null> {
  try {
    const reply = await fetch(path, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/json",
        "X-CSRF-Token": csrf,
        ...(key ? { "Idempotency-Key": key } : {}),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answer_ms_max),
    });
    const json: unknown = await reply.json();
    if (typeof json !== "object" || json === null) return null;
    return { status: reply.status, json: json as Reply["json"] };
  } catch {
    return null;
  }
}

// Said of the way it came, not of the step.
const of_the_way = ["host_unknown", "foreign_page", "cross_site"];
const by_others = [408, 502, 504];

export function outcomeOf(
  reply: Reply | null,
  next_seq: number,
): Outcome<Schemas["EventAnswer"]> {
  if (!reply) return { is: "unreachable" };
  const { status, json } = reply;
  if (status === 200 && "screen" in json) {
    const answer = json as unknown as Schemas["EventAnswer"];
    return { is: "answered", answer, next_seq: answer.next_seq };
  }
  if (status === 201) return { is: "told" };
  const problem = json as Partial<Schemas["Problem"]>;
  const { code, params } = problem;
  // Without a code it is not our server that answers: somebody on the way does.
  if (!code || by_others.includes(status)) return { is: "unreachable" };
  if (code === "seq_gap") return { is: "gap", expected: Number(params?.[1] ?? next_seq) };
  if (code === "hand_over") return { is: "elsewhere", badge: params?.[0] ?? "" };
  if (code === "csrf") return { is: "busy", renew: true };
  if (status === 401) return { is: "sign_in" };
  const passes = problem.retryable || of_the_way.includes(code);
  if (status === 429 || status >= 500 || passes) return { is: "busy" };
  const title = problem.title ?? code;
  return { is: "impossible", code, text: problem.text ?? { en: title, zh: title } };
}
