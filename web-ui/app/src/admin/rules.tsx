// SPDX-License-Identifier: Apache-2.0
// A6: how waves are built and released, and the limits of the floor. What the rules make of the
// orders that wait is tried here before they are saved; the saved ones' waves are the preview on
// the waves page.
import { useState } from "preact/hooks";
import { told } from "../lead/parts/doing";
import { EditForm, type FieldSpec, type Values } from "../lead/parts/form";
import { problemText, ProblemNote, useRead } from "../lead/parts/reading";
import { DataTable, type Column } from "../lead/parts/table";
import { ask } from "../lead/port";
import { isWord, say } from "../lead/words";
import {
  classSizes,
  ClassSizes,
  typedSizes,
  type ClassSize,
  type TypedSize,
  type TypedSizes,
} from "./class_sizes";
import { WaveTrial } from "./wave_trial";

// of the one warehouse a server has
const path = "/api/v1/warehouses/1/rules";

interface OwnClass {
  name: string;
  carrier: string;
  service: string;
  shop: string;
}
interface Rules {
  own_classes: OwnClass[];
  class_sizes: ClassSize[];
  limits: Record<string, { min: number; max: number }>;
}

const parts = {
  rules_release: [
    "automatic",
    "interval_s",
    "window_from_min",
    "window_to_min",
    "wave_pieces_min",
    "wait_max_min",
    "release_slack_min",
    "remainder",
  ],
  rules_build: [
    "wave_pieces_max",
    "wave_orders_max",
    "bulk_pieces",
    "bulk_weight_g",
    "same_orders",
    "own_wave_pieces",
    "cart_bins",
    "small_piece_g",
  ],
  rules_speed: ["walk_mm_per_s", "per_stop_s", "per_piece_s", "per_sort_s", "per_tour_s"],
  rules_floor: ["keyed_pieces_max", "idle_min", "silent_min", "lock_min", "adjust_limit_minor"],
  rules_packing: [
    "weight_tolerance_percent",
    "weight_tolerance_g",
    "carton_fill_percent",
    "parcel_weight_max_g",
  ],
} as const;

function kindOf(key: string): FieldSpec["kind"] {
  if (key === "automatic") return "flag";
  if (key === "remainder") return "choice";
  return key.startsWith("window_") ? "time_of_day" : "number";
}

function word(key: string): string {
  return isWord(key) ? say(key) : key;
}

function fieldsOf(rules: Rules): FieldSpec[] {
  return Object.entries(parts).flatMap(([part, keys]) =>
    keys.map((key, at): FieldSpec => {
      const limit = rules.limits[key];
      const kind = kindOf(key);
      return {
        key,
        kind,
        label: word(`rule_${key}`),
        help: word(`rule_${key}_why`),
        ...(at === 0 ? { heading: word(part) } : {}),
        ...(limit && kind === "number" ? { ...limit, required: true } : {}),
        ...(kind === "choice"
          ? {
              choices: (["wait", "release", "merge"] as const).map(
                (one) => [one, word(`remainder_${one}`)] as const,
              ),
            }
          : {}),
      };
    }),
  );
}

function classColumns(remove: (name: string) => void): Column<OwnClass>[] {
  return [
    {
      key: "name",
      head: say("class_name"),
      cell: (c) => c.name,
      value: (c) => c.name,
      wide: true,
    },
    { key: "carrier", head: say("carrier"), cell: (c) => c.carrier || "–" },
    { key: "service", head: say("service"), cell: (c) => c.service || "–" },
    { key: "shop", head: say("shop"), cell: (c) => c.shop || "–" },
    {
      key: "do",
      head: "",
      cell: (c) => (
        <button type="button" onClick={() => remove(c.name)}>
          {say("remove")}
          <span class="spoken"> {c.name}</span>
        </button>
      ),
    },
  ];
}

const blank: OwnClass = { name: "", carrier: "", service: "", shop: "" };

function NewClass({ add }: { add: (one: OwnClass) => void }) {
  const [made, setMade] = useState<OwnClass>(blank);
  const labels = {
    name: "class_name",
    carrier: "carrier",
    service: "service",
    shop: "shop",
  } as const;
  return (
    <form
      class="edit panel"
      aria-label={say("own_classes")}
      onSubmit={(event) => {
        event.preventDefault();
        add(made);
        setMade(blank);
      }}
    >
      <div class="fields">
        {(Object.keys(labels) as (keyof OwnClass)[]).map((key) => (
          <label key={key} class="entry">
            <span>{say(labels[key])}</span>
            <input
              autocomplete="off"
              maxLength={40}
              required={key === "name"}
              value={made[key]}
              onInput={(event) => setMade({ ...made, [key]: event.currentTarget.value })}
            />
          </label>
        ))}
      </div>
      <div class="buttons">
        <button type="submit">{say("add")}</button>
      </div>
    </form>
  );
}

const numberOf = (value: unknown): number | "" => (typeof value === "number" ? value : "");

/** The form, the sizes of single classes in it, and the trial of both. */
function RulesForm({ rules, done }: { rules: Rules; done: () => void }) {
  const [sizes, setSizes] = useState<TypedSizes>(typedSizes(rules.class_sizes));
  // What stands in the form for all classes is what an empty field of one class means.
  const all = (values: Values): TypedSize => ({
    pieces_min: numberOf(values.wave_pieces_min),
    pieces_max: numberOf(values.wave_pieces_max),
  });
  const more = (values: Values) => ({ class_sizes: classSizes(sizes, all(values)) });
  return (
    <EditForm
      title={say("rules")}
      path={path}
      fields={fieldsOf(rules)}
      more={more}
      inside={(values) => (
        <>
          <ClassSizes sizes={sizes} all={all(values)} set={setSizes} />
          <WaveTrial rules={{ ...values, ...more(values) }} />
        </>
      )}
      done={done}
    />
  );
}

export function RulesPage() {
  const rules = useRead<Rules>(path);
  const [version, setVersion] = useState(0);
  const reread = () => {
    rules.reload();
    setVersion(version + 1); // the form reads it anew as well
  };
  const keep = async (classes: OwnClass[]) => {
    const got = await ask(path, {
      method: "PUT",
      body: { own_classes: classes },
      etag: rules.etag,
    });
    told.value = got.ok
      ? { text: `${say("saved")}: ${say("own_classes")}`, bad: false }
      : { text: say("save_failed", problemText(got.problem)), bad: true };
    reread();
  };
  const classes = rules.data?.own_classes ?? [];
  return (
    <div class="page">
      <h1>{say("rules")}</h1>
      <p class="quiet">{say("rules_kept")}</p>
      <p>
        {say("rules_seen")} <a href="#/lead/waves">{say("preview")}</a>
      </p>
      {rules.problem ? <ProblemNote problem={rules.problem} again={rules.reload} /> : null}
      {rules.data ? (
        <>
          <RulesForm key={version} rules={rules.data} done={reread} />
          <h2>{say("own_classes")}</h2>
          <p class="quiet">{say("own_classes_why")}</p>
          <DataTable
            caption={say("own_classes")}
            hideCaption
            columns={classColumns((name) => void keep(classes.filter((c) => c.name !== name)))}
            rows={classes}
            rowKey={(c) => c.name}
            empty={say("nothing_here")}
          />
          <NewClass add={(one) => void keep([...classes, one])} />
        </>
      ) : null}
    </div>
  );
}
