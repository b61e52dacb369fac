// SPDX-License-Identifier: Apache-2.0
// Editing one object: read with its ETag, saved only over the version that was read. When somebody
// was quicker, what was typed stays and the newer version is saved over knowingly.
import { Fragment, type ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask, type Problem } from "../port";
import { say } from "../words";
import { told } from "./doing";
import { problemText, useRead } from "./reading";

type FieldValue = string | number | boolean | string[];
export type Values = Record<string, FieldValue>;

export interface FieldSpec {
  key: string;
  label: string;
  kind: "text" | "number" | "flag" | "choice" | "several" | "time_of_day"; // minutes of the day
  heading?: string; // begins a part of the form
  choices?: readonly (readonly [value: string, label: string])[];
  required?: boolean;
  min?: number;
  max?: number;
  help?: string;
  fixed?: boolean; // shown, not changed
}

interface FieldProps {
  spec: FieldSpec;
  value: FieldValue | undefined;
  set: (value: FieldValue) => void;
}

function Several({ spec, value, set }: FieldProps) {
  const chosen = Array.isArray(value) ? value : [];
  return (
    <fieldset class="entry">
      <legend>{spec.label}</legend>
      {(spec.choices ?? []).map(([key, label]) => (
        <label key={key} class="inline">
          <input
            type="checkbox"
            checked={chosen.includes(key)}
            onChange={(event) =>
              set(
                event.currentTarget.checked
                  ? [...chosen, key]
                  : chosen.filter((other) => other !== key),
              )
            }
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

const twoDigits = (n: number): string => String(n).padStart(2, "0");

function TimeOfDay({ value, set }: FieldProps) {
  const minute = Number(value ?? 0);
  return (
    <input
      type="time"
      required
      value={`${twoDigits(Math.floor(minute / 60) % 24)}:${twoDigits(minute % 60)}`}
      onInput={(event) => {
        const [hours, minutes] = event.currentTarget.value.split(":").map(Number);
        if (hours !== undefined && minutes !== undefined) set(hours * 60 + minutes);
      }}
    />
  );
}

function Typed(props: FieldProps) {
  const { spec, value, set } = props;
  if (spec.kind === "time_of_day") return <TimeOfDay {...props} />;
  const common = { required: spec.required ?? false, disabled: spec.fixed ?? false };
  if (spec.kind !== "number")
    return (
      <input
        {...common}
        autocomplete="off"
        value={String(value ?? "")}
        onInput={(event) => set(event.currentTarget.value)}
      />
    );
  return (
    <input
      {...common}
      type="number"
      step="any"
      min={spec.min}
      max={spec.max}
      value={String(value ?? "")}
      onInput={(event) => {
        const { value: text, valueAsNumber } = event.currentTarget;
        set(text === "" ? text : valueAsNumber);
      }}
    />
  );
}

function Field(props: FieldProps) {
  const { spec, value, set } = props;
  if (spec.kind === "several") return <Several {...props} />;
  if (spec.kind === "flag")
    return (
      <label class="inline entry">
        <input
          type="checkbox"
          checked={value === true}
          onChange={(event) => set(event.currentTarget.checked)}
        />
        {spec.label}
        {spec.help ? <small class="quiet">{spec.help}</small> : null}
      </label>
    );
  return (
    <label class="entry">
      <span>{spec.label}</span>
      {spec.kind === "choice" ? (
        <select
          disabled={spec.fixed ?? false}
          value={String(value ?? "")}
          onChange={(e) => set(e.currentTarget.value)}
        >
          {(spec.choices ?? []).map(([key, label]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      ) : (
        <Typed spec={spec} value={value} set={set} />
      )}
      {spec.help ? <small class="quiet">{spec.help}</small> : null}
    </label>
  );
}

function picked(document: Values, fields: readonly FieldSpec[]): Values {
  const values: Values = {};
  for (const { key } of fields) {
    const value = document[key];
    if (value !== undefined && value !== null) values[key] = value;
  }
  return values;
}

interface EditProps {
  title: string;
  /** Where the object is read from and saved to; null makes a new one with a POST to `make`. */
  path: string | null;
  make?: string;
  fields: readonly FieldSpec[];
  start?: Values;
  /** What is saved with the fields and is edited otherwise. */
  more?: (values: Values) => Record<string, unknown>;
  /** Stands before the buttons; is given what stands in the form now. */
  inside?: (values: Values) => ComponentChildren;
  done: () => void;
}

export function EditForm({ title, path, make, fields, start, more, inside, done }: EditProps) {
  const reading = useRead<Values>(path);
  const [values, setValues] = useState<Values | null>(path ? null : (start ?? {}));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    // A re-read after a 412 brings the new ETag; what was typed stays.
    if (reading.data && values === null) setValues(picked(reading.data, fields));
  }, [reading.data, values, fields]);
  const save = async () => {
    if (!values) return;
    setBusy(true);
    const body = { ...values, ...more?.(values) };
    const got = path
      ? await ask(path, { method: "PUT", body, etag: reading.etag })
      : await ask(make ?? "", { method: "POST", body });
    setBusy(false);
    setProblem(got.ok ? null : got.problem);
    if (got.ok) {
      told.value = { text: `${say("saved")}: ${title}`, bad: false };
      done();
    } else if (got.problem.status === 412) reading.reload();
  };
  if (reading.problem) return <p class="notice bad">{problemText(reading.problem)}</p>;
  if (!values) return <p class="notice">{say("loading")} …</p>;
  return (
    <form
      class="edit panel no-print"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>{title}</h2>
      <div class="fields">
        {fields.map((spec) => (
          <Fragment key={spec.key}>
            {spec.heading ? <h3 class="part">{spec.heading}</h3> : null}
            <Field
              spec={spec}
              value={values[spec.key]}
              set={(value) => setValues({ ...values, [spec.key]: value })}
            />
          </Fragment>
        ))}
      </div>
      {inside?.(values)}
      {problem ? (
        <p class="notice bad" role="alert">
          {problem.status === 412
            ? say("changed_meanwhile")
            : say("save_failed", problemText(problem))}
        </p>
      ) : null}
      <div class="buttons">
        <button type="submit" class="strong" disabled={busy}>
          {say("save")}
        </button>
        <button type="button" onClick={done}>
          {say("cancel")}
        </button>
      </div>
    </form>
  );
}
