// SPDX-License-Identifier: Apache-2.0
// A6: the rules waves are built by. Which rules there are, their limits and what they mean, the
// server says; the page draws a field for each.
import { useEffect, useState } from "preact/hooks";
import type { Text } from "../lead/documents";
import { ask, type Problem } from "../lead/port";
import { said, say } from "../lead/words";
import { told } from "../lead/parts/doing";
import { Field, type FieldValue, type Values } from "../lead/parts/form";
import { problemText, Shown, useRead } from "../lead/parts/reading";

interface Rule {
  key: string;
  label: Text;
  help?: Text | null;
  unit?: string | null;
  value: number | boolean | string;
  min?: number | null;
  max?: number | null;
  choices?: string[];
}
interface Rules {
  values: Rule[];
}

function RuleField(props: { rule: Rule; value: FieldValue; set: (value: FieldValue) => void }) {
  const { rule, value, set } = props;
  const kind =
    typeof rule.value === "boolean"
      ? "flag"
      : rule.choices
        ? "choice"
        : typeof rule.value === "number"
          ? "number"
          : "text";
  const label = rule.unit ? `${said(rule.label)}, ${rule.unit}` : said(rule.label);
  return (
    <Field
      spec={{
        key: rule.key,
        label,
        kind,
        help: said(rule.help),
        ...(rule.min === null || rule.min === undefined ? {} : { min: rule.min }),
        ...(rule.max === null || rule.max === undefined ? {} : { max: rule.max }),
        ...(rule.choices ? { choices: rule.choices.map((c) => [c, c] as const) } : {}),
        required: kind !== "flag",
      }}
      value={value}
      set={set}
    />
  );
}

function RulesForm(props: { rules: Rules; etag: string | null; reload: () => void }) {
  const [values, setValues] = useState<Values>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => setValues({}), [props.rules]);
  const save = async () => {
    const all = Object.fromEntries(
      props.rules.values.map((rule) => [rule.key, values[rule.key] ?? rule.value]),
    );
    const got = await ask("/api/v1/rules", {
      method: "PUT",
      body: { values: all },
      etag: props.etag,
    });
    setProblem(got.ok ? null : got.problem);
    if (got.ok) told.value = { text: `${say("saved")}: ${say("rules")}`, bad: false };
    if (got.ok || got.problem.status === 412) props.reload();
  };
  return (
    <form
      class="edit panel"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div class="fields">
        {props.rules.values.map((rule) => (
          <RuleField
            key={rule.key}
            rule={rule}
            value={values[rule.key] ?? rule.value}
            set={(value) => setValues({ ...values, [rule.key]: value })}
          />
        ))}
      </div>
      {problem ? (
        <p class="notice bad" role="alert">
          {problem.status === 412
            ? say("changed_meanwhile")
            : say("save_failed", problemText(problem))}
        </p>
      ) : null}
      <div class="buttons">
        <button type="submit" class="strong">
          {say("save")}
        </button>
      </div>
    </form>
  );
}

export function RulesPage() {
  const reading = useRead<Rules>("/api/v1/rules");
  return (
    <div class="page">
      <h1>{say("rules")}</h1>
      {reading.problem?.status === 404 ? (
        <>
          <p class="notice">{say("rules_fixed")}</p>
          <p>
            {say("rules_seen")} <a href="#/lead/waves">{say("preview")}</a>
          </p>
        </>
      ) : (
        <Shown of={reading}>
          {(rules) => <RulesForm rules={rules} etag={reading.etag} reload={reading.reload} />}
        </Shown>
      )}
    </div>
  );
}
