// SPDX-License-Identifier: Apache-2.0
// What a lead does to a wave under way: it goes first or last, part of it becomes a wave of its
// own, an order leaves it. Orders that were picked from stay; the server says which.
import type { WaveOrder, WaveSummary } from "./documents";
import { say, type Word } from "./words";
import { Do } from "./parts/doing";
import type { Column } from "./parts/table";

interface Props {
  wave: WaveSummary;
  etag: string | null;
  done: () => void;
}

const places: readonly (readonly [string, Word])[] = [
  ["first", "wave_first"],
  ["last", "wave_last"],
  ["by_pickup", "wave_by_pickup"],
];
const open = new Set(["planned", "released", "picking"]);

export function WaveChanges({ wave, etag, done }: Props) {
  if (!open.has(wave.state)) return null;
  const path = `/api/v1/waves/${wave.id}`;
  const lists = { kind: "pick_list", object: wave.id };
  return (
    <>
      {wave.state === "planned" ? null : (
        <Do deed={{ path: "/api/v1/sheets", body: lists, label: say("pick_lists") }} />
      )}
      {places.map(([place, word]) => (
        <Do
          key={place}
          deed={{ path: `${path}/priority`, body: { place }, label: say(word), etag }}
          done={done}
        />
      ))}
      <Do
        deed={{
          path: `${path}/split`,
          body: { orders: [] },
          label: say("split_wave"),
          sure: say("split_wave_sure", wave.code),
          etag,
        }}
        done={done}
      />
    </>
  );
}

export function dropColumn(wave: number, done: () => void): Column<WaveOrder> {
  return {
    key: "drop",
    head: "",
    cell: (o) =>
      o.picked === 0 && o.packed === 0 ? (
        <Do
          deed={{
            path: `/api/v1/waves/${wave}/drop`,
            body: { order: o.order, hold: true },
            label: say("drop_order"),
            sure: say("drop_order_sure", o.external_id),
            reason: true,
          }}
          done={done}
        />
      ) : null,
  };
}
