// SPDX-License-Identifier: Apache-2.0
// A2: scanners on the server's USB as they are now, the registration of a new one, and the sheets
// that set one up.
import { useEffect, useState } from "preact/hooks";
import type { Text } from "../lead/documents";
import { ask, language } from "../lead/port";
import { isWord, said, say } from "../lead/words";
import { Do } from "../lead/parts/doing";
import { ProblemNote, problemText, Shown, useRead } from "../lead/parts/reading";
import { DataTable, type Column } from "../lead/parts/table";
import { ago, figure } from "../lead/parts/time";
import { Symbol } from "./symbol";

interface ScannerRow {
  key: string;
  ids: string;
  product: string;
  profile: string | null;
  mode: string | null;
  state: string;
  problem: string | null;
  device: string | null;
  calibrated_at: string | null;
  calibration: Text | null;
  advice: Text[];
  battery: { percent: number; charging: boolean | null } | null;
  last_at: string | null;
  last_verdict: string | null;
  scans: number;
  faults: number;
}
interface Scanners {
  items: ScannerRow[];
  usb: boolean;
}
interface ProfileRow {
  id: string;
  maker: string;
  models: string[];
  modes: { id: string; name: Text; codes: number }[];
}
interface Asked {
  code: string;
  until: string;
}

const refresh_ms = 2000;

function stateWord(state: string): string {
  const word = `scanner_${state}`;
  return isWord(word) ? say(word) : state;
}

function batteryText(battery: ScannerRow["battery"]): string {
  if (!battery) return "";
  return say(battery.charging ? "battery_charging" : "battery_left", String(battery.percent));
}

function columns(reload: () => void): Column<ScannerRow>[] {
  const now = new Date().toISOString();
  return [
    {
      key: "device",
      head: say("device"),
      cell: (s) => s.device ?? "–",
      value: (s) => s.device,
    },
    {
      key: "product",
      head: say("scanner"),
      cell: (s) => `${s.product} (${s.ids})`,
      value: (s) => `${s.product} ${s.ids}`,
      wide: true,
    },
    { key: "plug", head: say("plug"), cell: (s) => s.key, value: (s) => s.key },
    {
      key: "profile",
      head: say("profile"),
      cell: (s) =>
        [s.profile ?? "–", s.mode, s.calibration && said(s.calibration)]
          .filter(Boolean)
          .join(" · "),
      value: (s) => s.profile,
    },
    {
      key: "state",
      head: say("state"),
      cell: (s) => [stateWord(s.state), batteryText(s.battery)].filter(Boolean).join(" · "),
      value: (s) => s.state,
    },
    {
      key: "problem",
      head: say("reason"),
      cell: (s) => [s.problem, ...s.advice.map(said)].filter(Boolean).join(" "),
      value: (s) => s.problem,
      wide: true,
    },
    {
      key: "last",
      head: say("last_scan"),
      cell: (s) => (s.last_at ? `${ago(s.last_at, now)} · ${s.last_verdict ?? ""}` : "–"),
      value: (s) => s.last_at,
    },
    {
      key: "scans",
      head: say("scans"),
      cell: (s) => figure(s.scans),
      value: (s) => s.scans,
      numeric: true,
    },
    {
      key: "faults",
      head: say("faults"),
      cell: (s) => figure(s.faults),
      value: (s) => s.faults,
      numeric: true,
    },
    {
      key: "forget",
      head: "",
      cell: (s) =>
        s.device ? (
          <Do
            deed={{
              path: "/api/v1/scanners/forget",
              body: { gun: s.key },
              label: say("forget_scanner"),
              sure: say("forget_sure", s.device),
            }}
            done={reload}
          />
        ) : null,
    },
  ];
}

function Register({ scanners }: { scanners: ScannerRow[] }) {
  const [device, setDevice] = useState("");
  const [gun, setGun] = useState("");
  const [asked, setAsked] = useState<Asked | null>(null);
  const [trouble, setTrouble] = useState("");
  const send = async (event: Event) => {
    event.preventDefault();
    const body = gun ? { device, gun } : { device };
    const got = await ask<Asked>("/api/v1/scanners/register", { method: "POST", body });
    setAsked(got.ok ? got.data : null);
    setTrouble(got.ok ? "" : problemText(got.problem));
  };
  return (
    <form class="panel" onSubmit={(event) => void send(event)}>
      <h3>{say("register_scanner")}</h3>
      <p class="quiet">{say("register_hint")}</p>
      <label>
        {say("device_or_station")}{" "}
        <input
          value={device}
          required
          maxLength={64}
          onInput={(event) => setDevice(event.currentTarget.value)}
        />
      </label>{" "}
      <label>
        {say("plug")}{" "}
        <select value={gun} onChange={(event) => setGun(event.currentTarget.value)}>
          <option value="">{say("any_scanner")}</option>
          {scanners.map((scanner) => (
            <option key={scanner.key} value={scanner.key}>
              {scanner.key} {scanner.product}
            </option>
          ))}
        </select>
      </label>{" "}
      <button type="submit" class="strong">
        {say("show_code")}
      </button>
      {trouble ? (
        <p class="notice bad" role="alert">
          {say("refused", trouble)}
        </p>
      ) : null}
      {asked ? (
        <div role="status">
          <p>{say("scan_this_code", device)}</p>
          <Symbol text={asked.code} kind="code128" />
          <p class="quiet">{asked.code}</p>
        </div>
      ) : null}
    </form>
  );
}

function Sheets() {
  const list = useRead<{ items: ProfileRow[] }>("/api/v1/scanner-profiles");
  const [profileId, setProfileId] = useState("");
  const [modeId, setModeId] = useState("");
  const profiles = list.data?.items ?? [];
  const profile = profiles.find((one) => one.id === profileId) ?? profiles[0];
  const mode = profile?.modes.find((one) => one.id === modeId) ?? profile?.modes[0];
  if (list.problem) return <ProblemNote problem={list.problem} again={list.reload} />;
  if (!profile || !mode) return null;
  const sheet =
    `/api/v1/scanner-profiles/${encodeURIComponent(profile.id)}/sheet` +
    `?mode=${encodeURIComponent(mode.id)}&language=${language.value}`;
  return (
    <div class="panel">
      <h3>{say("setup_sheets")}</h3>
      <p class="quiet">{say("setup_hint")}</p>
      <label>
        {say("scanner")}{" "}
        <select
          value={profile.id}
          onChange={(event) => {
            setProfileId(event.currentTarget.value);
            setModeId("");
          }}
        >
          {profiles.map((one) => (
            <option key={one.id} value={one.id}>
              {one.maker} ({one.id})
            </option>
          ))}
        </select>
      </label>{" "}
      <label>
        {say("mode")}{" "}
        <select value={mode.id} onChange={(event) => setModeId(event.currentTarget.value)}>
          {profile.modes.map((one) => (
            <option key={one.id} value={one.id}>
              {said(one.name)}
            </option>
          ))}
        </select>
      </label>{" "}
      <a href={`${sheet}&format=pdf`} target="_blank" rel="noopener">
        PDF
      </a>{" "}
      <a href={`${sheet}&format=png`} target="_blank" rel="noopener">
        PNG
      </a>
      {mode.codes === 0 ? <p class="quiet">{say("setup_unverified")}</p> : null}
    </div>
  );
}

export function ScannerSection() {
  const reading = useRead<Scanners>("/api/v1/scanners");
  const { reload, refresh } = reading;
  const [shown, setShown] = useState<Scanners | null>(null);
  useEffect(() => {
    const timer = setInterval(refresh, refresh_ms);
    return () => clearInterval(timer);
  }, [refresh]);
  // While it is read again, the last one stays.
  useEffect(() => {
    if (reading.data) setShown(reading.data);
  }, [reading.data]);
  return (
    <section aria-labelledby="scanners-head">
      <h2 id="scanners-head">{say("scanners")}</h2>
      <Shown of={{ ...reading, data: shown, problem: shown ? null : reading.problem }}>
        {(scanners) =>
          scanners.usb ? (
            <>
              <DataTable
                caption={say("scanners")}
                hideCaption
                columns={columns(reload)}
                rows={scanners.items}
                rowKey={(scanner) => scanner.key}
                empty={say("no_scanners")}
                file="scanners"
              />
              <Register scanners={scanners.items} />
            </>
          ) : (
            <p class="quiet">{say("no_usb")}</p>
          )
        }
      </Shown>
      <Sheets />
    </section>
  );
}
