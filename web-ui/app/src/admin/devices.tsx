// SPDX-License-Identifier: Apache-2.0
// A2, A3: terminals, scanners and printers as they are now, and the stations' printers.
import { useState } from "preact/hooks";
import type { DeviceRow, Devices, PrinterRow } from "../lead/documents";
import { isWord, said, say } from "../lead/words";
import { EditForm, type FieldSpec } from "../lead/parts/form";
import { ProblemNote, Shown, usePages, useTopic } from "../lead/parts/reading";
import { DataTable, type Column } from "../lead/parts/table";
import { ago, figure } from "../lead/parts/time";
import { codeWord, deviceKinds } from "./codes";
import { KioskSection } from "./kiosk";
import { ScannerSection } from "./scanners";

interface StationRow {
  id: number;
  code: string;
  location: string | null;
  printer: string;
  backup_printer: string;
}

const signs: Record<string, string> = {
  ok: "●",
  idle: "○",
  held: "▲",
  down: "✕",
  unknown: "?",
};

function stateWord(state: string): string {
  const word = `state_${state}`;
  return isWord(word) ? say(word) : state;
}

export function StateSign({ state }: { state: string }) {
  return (
    <span class={`state-sign ${state}`}>
      <span aria-hidden="true">{signs[state] ?? "?"}</span> {stateWord(state)}
    </span>
  );
}

function deviceColumns(at: string): Column<DeviceRow>[] {
  const told = (
    key: "battery" | "echo_ms" | "verdict_ms" | "waiting",
    head: string,
  ): Column<DeviceRow> => ({
    key,
    head,
    cell: (d) => figure(d[key]),
    value: (d) => d[key],
    numeric: true,
  });
  return [
    { key: "code", head: say("device"), cell: (d) => d.code, value: (d) => d.code },
    {
      key: "kind",
      head: say("kind"),
      cell: (d) => codeWord(deviceKinds, d.kind),
      value: (d) => codeWord(deviceKinds, d.kind),
    },
    {
      key: "state",
      head: say("state"),
      cell: (d) => <StateSign state={d.state} />,
      value: (d) => stateWord(d.state),
    },
    {
      key: "reason",
      head: say("reason"),
      cell: (d) => said(d.reason),
      value: (d) => said(d.reason),
      wide: true,
    },
    { key: "station", head: say("stations"), cell: (d) => d.station, value: (d) => d.station },
    { key: "who", head: say("who"), cell: (d) => d.operator, value: (d) => d.operator },
    {
      key: "last",
      head: say("last_seen"),
      cell: (d) => ago(d.last_at, at),
      value: (d) => d.last_at,
    },
    told("battery", `${say("battery")} %`),
    told("echo_ms", say("device_echo")),
    told("verdict_ms", say("device_verdict")),
    told("waiting", say("device_waiting")),
  ];
}

function printerColumns(at: string): Column<PrinterRow>[] {
  return [
    { key: "name", head: say("printer"), cell: (p) => p.name, value: (p) => p.name },
    {
      key: "state",
      head: say("state"),
      cell: (p) => <StateSign state={p.state} />,
      value: (p) => stateWord(p.state),
    },
    {
      key: "reason",
      head: say("reason"),
      cell: (p) => said(p.reason),
      value: (p) => said(p.reason),
      wide: true,
    },
    {
      key: "stations",
      head: say("stations"),
      cell: (p) => p.stations.join(", "),
      value: (p) => p.stations.join(" "),
    },
    {
      key: "jobs",
      head: say("jobs_open"),
      cell: (p) => figure(p.jobs_open),
      value: (p) => p.jobs_open,
      numeric: true,
    },
    {
      key: "last",
      head: say("last_seen"),
      cell: (p) => ago(p.last_at, at),
      value: (p) => p.last_at,
    },
  ];
}

function Stations() {
  const [edited, setEdited] = useState<StationRow | null>(null);
  const list = usePages<StationRow>("/api/v1/stations?limit=200");
  const fields: FieldSpec[] = [
    { key: "location", label: say("location"), kind: "text" },
    { key: "printer", label: say("printer"), kind: "text" },
    { key: "backup_printer", label: say("backup_printer"), kind: "text" },
  ];
  const columns: Column<StationRow>[] = [
    { key: "code", head: say("stations"), cell: (s) => s.code, value: (s) => s.code },
    { key: "loc", head: say("location"), cell: (s) => s.location, value: (s) => s.location },
    { key: "printer", head: say("printer"), cell: (s) => s.printer, value: (s) => s.printer },
    {
      key: "backup",
      head: say("backup_printer"),
      cell: (s) => s.backup_printer,
      value: (s) => s.backup_printer,
    },
    {
      key: "edit",
      head: "",
      cell: (s) => (
        <button type="button" onClick={() => setEdited(s)}>
          {say("edit")}
          <span class="spoken"> {s.code}</span>
        </button>
      ),
    },
  ];
  return (
    <>
      {edited ? (
        <EditForm
          key={edited.id}
          title={edited.code}
          path={`/api/v1/stations/${edited.id}`}
          fields={fields}
          done={() => {
            setEdited(null);
            list.reload();
          }}
        />
      ) : null}
      {list.problem ? <ProblemNote problem={list.problem} again={list.reload} /> : null}
      <DataTable
        caption={say("stations")}
        columns={columns}
        rows={list.rows}
        rowKey={(s) => s.id}
        more={list.more}
      />
    </>
  );
}

export function DevicesPage() {
  const reading = useTopic<Devices>("devices", "/api/v1/devices");
  return (
    <div class="page">
      <h1>{say("devices")}</h1>
      <Shown of={reading}>
        {(devices) => (
          <>
            <DataTable
              caption={say("printers")}
              columns={printerColumns(devices.at)}
              rows={devices.printers}
              rowKey={(p) => p.name}
            />
            <DataTable
              caption={say("devices")}
              columns={deviceColumns(devices.at)}
              rows={devices.items}
              rowKey={(d) => d.id}
              file="devices"
            />
          </>
        )}
      </Shown>
      <ScannerSection />
      <Stations />
      <KioskSection />
    </div>
  );
}
