// SPDX-License-Identifier: Apache-2.0
// Where the live camera does not get it (no HTTPS, a blurred code): one photograph, read by the
// server, which has more patience.
import { useSignal } from "@preact/signals";
import { problemOf } from "../frame/api";
import { csrf } from "../frame/session_state";
import { pick, speak } from "../words/dictionary";
import { say } from "../words/terminal";
import { arrive } from "./capture";

const tell = speak({
  take: ["Take a photograph", "拍照识别"],
  reads: ["Reading the picture …", "正在识别图片……"],
});

interface Read {
  codes: { raw: string; aim: string; programming: boolean }[];
}

/** The bytes as text: scans are UTF-8. */
function decoded(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
}

export function Photograph() {
  const busy = useSignal(false);
  const trouble = useSignal("");
  const send = async (file: File) => {
    busy.value = true;
    trouble.value = "";
    try {
      const reply = await fetch("/api/v1/scans/image", {
        method: "POST",
        headers: { "Content-Type": file.type, "X-CSRF-Token": csrf.value },
        body: file,
        credentials: "same-origin",
      });
      const json: unknown = await reply.json().catch(() => null);
      if (reply.ok) {
        // several codes on one label: the first is the scan, as a gun would take one
        const code = (json as Read).codes.find((one) => !one.programming);
        if (code) arrive(decoded(code.raw), "camera", code.aim);
      } else {
        const problem = problemOf(reply, json);
        trouble.value = problem.text ? pick(problem.text) : problem.title;
      }
    } catch {
      trouble.value = say("no_network");
    }
    busy.value = false;
  };
  return (
    <div class="photograph">
      <label class="button">
        {tell(busy.value ? "reads" : "take")}
        <input
          type="file"
          accept="image/jpeg,image/png,image/webp"
          capture="environment"
          disabled={busy.value}
          hidden
          onChange={(event) => {
            const input = event.currentTarget;
            const file = input.files?.[0];
            input.value = "";
            if (file) void send(file);
          }}
        />
      </label>
      {trouble.value ? <p role="alert">{trouble.value}</p> : null}
    </div>
  );
}
