// SPDX-License-Identifier: Apache-2.0
// A9: version, health, backup, certificate.
import type { Text } from "../lead/documents";
import { said, say } from "../lead/words";
import { Do } from "../lead/parts/doing";
import { Shown, useRead } from "../lead/parts/reading";
import { DataTable } from "../lead/parts/table";
import { day, figure, moment } from "../lead/parts/time";
import { Symbol } from "./symbol";

interface System {
  version: string;
  commit?: string | null;
  started_at: string;
  seq: number;
  store: { bytes_used: number; bytes_free: number; map_size?: number };
  backups: {
    last_at: string | null;
    folder_set: boolean;
    items: { name: string; at: string; bytes: number; ok: boolean }[];
  };
  tls: {
    on: boolean;
    subject?: string | null;
    not_after?: string | null;
    ca_available: boolean;
    ca_url?: string | null;
  };
  checks: { key: string; label: Text; ok: boolean; detail?: Text | null }[];
}

function megabytes(bytes: number): string {
  return `${figure(bytes / 1e6, 1)} MB`;
}

function Facts({ rows }: { rows: [string, string][] }) {
  return (
    <dl class="facts">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Backup({ system, reload }: { system: System; reload: () => void }) {
  const { backups } = system;
  return (
    <section class="panel" aria-labelledby="backup-head">
      <header class="section-head">
        <h2 id="backup-head">{say("backup")}</h2>
        {backups.folder_set ? (
          <Do
            strong
            deed={{ path: "/api/v1/system/backup", body: {}, label: say("back_up_now") }}
            done={reload}
          />
        ) : null}
      </header>
      <p>
        {backups.last_at
          ? `${say("last_backup")} ${moment(backups.last_at)}`
          : say("no_backup")}
      </p>
      {backups.items.length > 0 ? (
        <DataTable
          caption={say("file")}
          hideCaption
          columns={[
            { key: "name", head: say("file"), cell: (b) => b.name, wide: true },
            { key: "at", head: say("when"), cell: (b) => moment(b.at) },
            { key: "size", head: say("size"), cell: (b) => megabytes(b.bytes), numeric: true },
            {
              key: "ok",
              head: say("state"),
              cell: (b) => (b.ok ? `✓ ${say("ok_sign")}` : `✕ ${say("bad_sign")}`),
            },
          ]}
          rows={backups.items}
          rowKey={(b) => b.name}
        />
      ) : null}
    </section>
  );
}

function Certificate({ system }: { system: System }) {
  const { tls } = system;
  const address = tls.ca_url ? new URL(tls.ca_url, location.href).href : null;
  return (
    <section class="panel" aria-labelledby="certificate-head">
      <h2 id="certificate-head">{say("certificate")}</h2>
      {tls.on ? (
        <Facts
          rows={[
            [say("name"), tls.subject ?? "–"],
            [say("valid_until"), day(tls.not_after)],
          ]}
        />
      ) : (
        <p class="notice">{say("no_tls")}</p>
      )}
      {tls.ca_available && address ? (
        <>
          <p>{say("get_ca")}</p>
          <Symbol text={address} kind="qrcode" />
          <p>
            <a href={address}>{address}</a>
          </p>
        </>
      ) : null}
    </section>
  );
}

export function SystemPage() {
  const reading = useRead<System>("/api/v1/system");
  return (
    <div class="page">
      <h1>{say("system")}</h1>
      <Shown of={reading}>
        {(system) => (
          <div class="two-columns">
            <section class="panel" aria-labelledby="health-head">
              <h2 id="health-head">{say("health")}</h2>
              <ul class="plain checks">
                {system.checks.map((check) => (
                  <li key={check.key} class={check.ok ? "" : "bad"}>
                    <span aria-hidden="true">{check.ok ? "✓" : "✕"}</span> {said(check.label)}:{" "}
                    <b>{say(check.ok ? "ok_sign" : "bad_sign")}</b>{" "}
                    <span class="quiet">{said(check.detail)}</span>
                  </li>
                ))}
              </ul>
              <Facts
                rows={[
                  [
                    say("version"),
                    `${system.version}${system.commit ? ` (${system.commit})` : ""}`,
                  ],
                  [say("running_since"), moment(system.started_at)],
                  [say("entries"), figure(system.seq)],
                  [say("store_used"), megabytes(system.store.bytes_used)],
                  [say("store_free"), megabytes(system.store.bytes_free)],
                ]}
              />
            </section>
            <Backup system={system} reload={reading.reload} />
            <Certificate system={system} />
          </div>
        )}
      </Shown>
    </div>
  );
}
