// SPDX-License-Identifier: Apache-2.0
// A7, L8: keys of programs and of screens on the wall. A new screen's address is shown once, as a
// link and as a QR code.
import { useState } from "preact/hooks";
import { ask } from "../lead/port";
import { say } from "../lead/words";
import { Do, told } from "../lead/parts/doing";
import { problemText, ProblemNote, useRead } from "../lead/parts/reading";
import { DataTable, type Column } from "../lead/parts/table";
import { clockOn } from "../lead/parts/time";
import { Symbol } from "./symbol";

interface KeyRow {
  id: number;
  name: string;
  scopes: string[];
  device: string;
  made_by: string;
  made_at: string;
  revoked: boolean;
}

const reads = ["board:read"];

function columns(reload: () => void): Column<KeyRow>[] {
  return [
    { key: "name", head: say("code"), cell: (k) => k.name, value: (k) => k.name },
    {
      key: "scopes",
      head: say("key_scopes"),
      cell: (k) => k.scopes.join(", "),
      value: (k) => k.scopes.join(" "),
      wide: true,
    },
    { key: "who", head: say("who"), cell: (k) => k.made_by, value: (k) => k.made_by },
    {
      key: "at",
      head: say("key_made_at"),
      cell: (k) => clockOn(k.made_at, new Date().toISOString()),
      value: (k) => k.made_at,
    },
    {
      key: "revoke",
      head: "",
      cell: (k) =>
        k.revoked ? (
          say("key_revoked")
        ) : (
          <Do
            deed={{
              path: `/api/v1/keys/${k.id}`,
              method: "DELETE",
              label: say("key_revoke"),
              sure: say("key_revoke_sure", k.name),
            }}
            done={reload}
          />
        ),
    },
  ];
}

export function KioskSection() {
  const keys = useRead<{ items: KeyRow[] }>("/api/v1/keys");
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const make = async () => {
    const got = await ask<{ key: string }>("/api/v1/keys", {
      method: "POST",
      body: { name, scopes: reads },
    });
    told.value = got.ok
      ? { text: say("done_it", name), bad: false }
      : { text: say("refused", problemText(got.problem)), bad: true };
    if (!got.ok) return;
    setAddress(`${location.origin}/#/tv?key=${got.data.key}`);
    setName("");
    keys.reload();
  };
  return (
    <section>
      <h2>{say("key_head")}</h2>
      <p class="quiet">{say("kiosk_hint")}</p>
      <form
        class="find"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <label class="inline">
          {say("kiosk_name")}
          <input
            required
            maxLength={38}
            autocomplete="off"
            placeholder="TV-1"
            value={name}
            onInput={(event) => setName(event.currentTarget.value.trim())}
          />
        </label>
        <button type="submit" class="strong">
          {say("kiosk_make")}
        </button>
      </form>
      {address ? (
        <div class="notice good kiosk-address">
          <p>{say("kiosk_once")}</p>
          <p class="code">{address}</p>
          <Symbol text={address} kind="qrcode" />
        </div>
      ) : null}
      {keys.problem ? <ProblemNote problem={keys.problem} again={keys.reload} /> : null}
      <DataTable
        caption={say("key_head")}
        hideCaption
        columns={columns(keys.reload)}
        rows={keys.data?.items ?? []}
        rowKey={(k) => k.id}
      />
    </section>
  );
}
