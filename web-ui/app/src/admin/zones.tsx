// SPDX-License-Identifier: Apache-2.0
// A4: the zones of the layout and how goods are promised in each (§4.5 (d)).
import { useState } from "preact/hooks";
import { say, type Word } from "../lead/words";
import { EditForm, type FieldSpec } from "../lead/parts/form";
import { ProblemNote, usePages } from "../lead/parts/reading";
import { DataTable } from "../lead/parts/table";

interface ZoneRow {
  id: number;
  code: string;
  pick_rule: "small_remainder_first" | "face_first";
  forbids_available: boolean;
}

const ruleWords: Record<ZoneRow["pick_rule"], Word> = {
  small_remainder_first: "small_remainder_first",
  face_first: "face_first",
};

function fields(isNew: boolean): FieldSpec[] {
  return [
    { key: "code", label: say("zone"), kind: "text", required: true, fixed: !isNew },
    {
      key: "pick_rule",
      label: say("pick_rule"),
      kind: "choice",
      choices: Object.entries(ruleWords).map(([key, word]) => [key, say(word)] as const),
    },
    {
      key: "forbids_available",
      label: say("forbids_available"),
      kind: "flag",
      help: say("forbids_available_why"),
    },
  ];
}

export function Zones() {
  const list = usePages<ZoneRow>("/api/v1/zones?limit=200");
  const [edited, setEdited] = useState<ZoneRow | "new" | null>(null);
  const done = () => {
    setEdited(null);
    list.reload();
  };
  return (
    <section class="no-print">
      <header class="section-head">
        <h2>{say("zones")}</h2>
        <button type="button" onClick={() => setEdited("new")}>
          {say("add")}
          <span class="spoken"> {say("zone")}</span>
        </button>
      </header>
      {edited === "new" ? (
        <EditForm
          title={say("add")}
          path={null}
          make="/api/v1/zones"
          fields={fields(true)}
          start={{ pick_rule: "small_remainder_first", forbids_available: false }}
          done={done}
        />
      ) : null}
      {edited && edited !== "new" ? (
        <EditForm
          key={edited.id}
          title={edited.code}
          path={`/api/v1/zones/${edited.id}`}
          fields={fields(false)}
          done={done}
        />
      ) : null}
      {list.problem ? <ProblemNote problem={list.problem} again={list.reload} /> : null}
      <DataTable
        caption={say("zones")}
        hideCaption
        columns={[
          { key: "code", head: say("zone"), cell: (z) => z.code, value: (z) => z.code },
          {
            key: "rule",
            head: say("pick_rule"),
            cell: (z) => say(ruleWords[z.pick_rule]),
            value: (z) => z.pick_rule,
            wide: true,
          },
          {
            key: "forbids",
            head: say("forbids_available"),
            cell: (z) => (z.forbids_available ? "✓" : "–"),
            value: (z) => z.forbids_available,
          },
          {
            key: "do",
            head: "",
            cell: (z) => (
              <button type="button" onClick={() => setEdited(z)}>
                {say("edit")}
                <span class="spoken"> {z.code}</span>
              </button>
            ),
          },
        ]}
        rows={list.rows}
        rowKey={(z) => z.id}
        empty={list.loading ? say("loading") : say("nothing_here")}
        more={list.more}
      />
    </section>
  );
}
