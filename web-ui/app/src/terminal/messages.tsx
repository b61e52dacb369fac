// SPDX-License-Identifier: Apache-2.0
// A few words of the lead's over whatever the terminal shows, until they are confirmed. Scans go on
// meanwhile. It is loaded with the first message.
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { ask } from "../frame/api";
import { watch } from "../frame/live";
import { deviceCode, session } from "../frame/session_state";
import { pick, speak } from "../words/dictionary";
import { play } from "./tones";

const say = speak({
  message_from: ["Message from {0}", "{0} 的消息"],
  message_read: ["I have read it", "知道了"],
  message_kept: ["No network. Press again later.", "网络断开，请稍后再按。"],
});

interface Message {
  id: number;
  from: string | null;
  text: { en: string; zh: string };
}
interface Messages {
  items: Message[];
}

// Here and not in a file of its own: the first load would have to know that file's name.
const over = {
  background: "var(--card)",
  border: "3px solid var(--tight)",
  borderRadius: "8px",
  color: "var(--ink)",
  insetInline: "0.5rem",
  maxHeight: "60vh",
  overflowY: "auto",
  padding: "0.5rem 0.75rem",
  position: "fixed",
  top: "0.5rem",
  zIndex: 20,
} as const;
const large = { fontSize: "1.4rem", fontWeight: 700, overflowWrap: "anywhere" } as const;

const waiting = signal<Message[]>([]);
const untold = signal(false);
const heard = new Set<number>();

/** Nothing: there is none. */
function hear(data: unknown): void {
  const items = (data as Messages | null)?.items ?? [];
  if (items.some((one) => !heard.has(one.id))) play("attention");
  for (const one of items) heard.add(one.id);
  waiting.value = items;
}

async function confirm(id: number): Promise<void> {
  const got = await ask(`/api/v1/messages/${id}/confirm`, { method: "POST", body: {} });
  const gone = got.ok || got.problem.status === 404;
  untold.value = !gone;
  if (gone) waiting.value = waiting.value.filter((one) => one.id !== id);
}

function First() {
  const [first] = waiting.value;
  if (!first || !session.value) return null;
  return (
    <section class="message" role="alert" style={over}>
      <p>{say("message_from", first.from ?? "")}</p>
      <p style={large}>{pick(first.text)}</p>
      {untold.value ? <p>{say("message_kept")}</p> : null}
      <button
        type="button"
        class="chip"
        style={{ minHeight: "3.5rem", width: "100%" }}
        onClick={() => void confirm(first.id)}
      >
        {say("message_read")}
      </button>
    </section>
  );
}

const box = document.createElement("div");
document.body.append(box);
render(<First />, box);
effect(() => (session.value ? watch(`messages:${deviceCode.value}`, hear) : undefined));
