// SPDX-License-Identifier: Apache-2.0
// Buttons that ask the server to do something, and the line that says what came of it.
import { signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { ask, type Ask } from "../port";
import { say } from "../words";
import { problemText } from "./reading";

export interface Told {
  text: string;
  bad: boolean;
}
/** What the last action came to; the frame of the board shows and speaks it. */
export const told = signal<Told | null>(null);

export interface Deed extends Ask {
  path: string;
  label: string;
  /** Asked before it is done; `reason` lets the person say why (it is sent as `reason`). */
  sure?: string;
  reason?: boolean;
  /** Something else is asked for: sent under this key, so many characters at most. */
  words?: { key: string; label: string; max: number };
}

/** Does it and tells the outcome; true if it was done. */
export async function perform(deed: Deed): Promise<boolean> {
  const got = await ask(deed.path, { ...deed, method: deed.method ?? "POST" });
  told.value = got.ok
    ? { text: say("done_it", deed.label), bad: false }
    : { text: say("refused", problemText(got.problem)), bad: true };
  return got.ok;
}

export function Do(props: { deed: Deed; done?: () => void; strong?: boolean }) {
  const { deed, done } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState("");
  const key = deed.words?.key ?? (deed.reason ? "reason" : null);
  const go = async () => {
    if (busy) return;
    setBusy(true);
    const body = key ? { ...(deed.body as object), [key]: reason } : deed.body;
    const ok = await perform({ ...deed, body });
    setBusy(false);
    dialog.current?.close();
    if (!ok) return;
    setReason("");
    done?.();
  };
  const start = () => {
    if (deed.sure) dialog.current?.showModal();
    else void go();
  };
  return (
    <>
      <button
        type="button"
        class={props.strong ? "strong" : ""}
        disabled={busy}
        onClick={start}
      >
        {deed.label}
      </button>
      {deed.sure ? (
        <dialog ref={dialog} class="sure" aria-label={deed.label}>
          <form
            method="dialog"
            onSubmit={(event) => {
              event.preventDefault();
              void go();
            }}
          >
            <p>{deed.sure}</p>
            {key ? (
              <label class="entry">
                <span>{deed.words?.label ?? say("reason")}</span>
                <input
                  required
                  maxLength={deed.words?.max}
                  value={reason}
                  onInput={(event) => setReason(event.currentTarget.value)}
                />
              </label>
            ) : null}
            <div class="buttons">
              <button type="button" onClick={() => dialog.current?.close()}>
                {say("cancel")}
              </button>
              <button type="submit" class="strong" disabled={busy}>
                {say("confirm")}
              </button>
            </div>
          </form>
        </dialog>
      ) : null}
    </>
  );
}
