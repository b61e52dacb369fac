// SPDX-License-Identifier: Apache-2.0
// A1: people, what they may do, their PINs, and their badges on paper.
import { useState } from "preact/hooks";
import { newBadge } from "../frame/ids";
import { ask } from "../lead/port";
import { isWord, say } from "../lead/words";
import { told } from "../lead/parts/doing";
import { EditForm, type FieldSpec } from "../lead/parts/form";
import { problemText, ProblemNote, usePages } from "../lead/parts/reading";
import { DataTable, type Column } from "../lead/parts/table";
import { Symbol } from "./symbol";

interface OperatorRow {
  id: number;
  badge: string;
  name: string;
  language: "en" | "zh";
  roles: string[];
  blocked: boolean;
  has_pin: boolean;
}

const roles = ["picker", "packer", "counter", "dispatcher", "lead", "admin"] as const;

export function roleWord(role: string): string {
  const word = `role_${role}`;
  return isWord(word) ? say(word) : role;
}

function fields(): FieldSpec[] {
  return [
    { key: "name", label: say("name"), kind: "text", required: true },
    {
      key: "badge",
      label: say("badge"),
      kind: "text",
      required: true,
      help: say("badge_help"),
    },
    {
      key: "language",
      label: say("language"),
      kind: "choice",
      choices: [
        ["zh", say("chinese")],
        ["en", say("english")],
      ],
    },
    {
      key: "roles",
      label: say("roles"),
      kind: "several",
      choices: roles.map((role) => [role, roleWord(role)] as const),
    },
    { key: "blocked", label: say("is_blocked"), kind: "flag" },
  ];
}

// What the server wants (web-ui/server/secrets.hpp): who approves what others do needs a longer
// one.
const isTrusted = (of: OperatorRow): boolean =>
  of.roles.includes("lead") || of.roles.includes("admin");

function PinForm({ of, done }: { of: OperatorRow; done: () => void }) {
  const [pin, setPin] = useState("");
  const trusted = isTrusted(of);
  const least = trusted ? 12 : 6;
  const save = async () => {
    const got = await ask(`/api/v1/operators/${of.id}/pin`, { method: "POST", body: { pin } });
    told.value = got.ok
      ? { text: `${say("saved")}: ${say("pin")} ${of.name}`, bad: false }
      : { text: say("save_failed", problemText(got.problem)), bad: true };
    if (got.ok) done();
  };
  return (
    <form
      class="edit panel no-print"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h2>
        {say("set_pin")}: {of.name}
      </h2>
      <label class="entry">
        <span>{say("new_pin", least)}</span>
        <input
          type="password"
          minLength={least}
          maxLength={100}
          required
          autocomplete="new-password"
          value={pin}
          onInput={(event) => setPin(event.currentTarget.value)}
        />
        <small class="quiet">{say(trusted ? "new_pin_trusted" : "new_pin_floor")}</small>
      </label>
      <div class="buttons">
        <button type="submit" class="strong">
          {say("save")}
        </button>
        <button type="button" onClick={done}>
          {say("cancel")}
        </button>
      </div>
    </form>
  );
}

function Badges({ people }: { people: OperatorRow[] }) {
  return (
    <ul class="badges">
      {people.map((person) => (
        <li key={person.id} class="badge">
          <b>{person.name}</b>
          <span>{person.roles.map(roleWord).join(" · ")}</span>
          <Symbol text={person.badge} kind="code128" />
          <span class="code">{person.badge}</span>
        </li>
      ))}
    </ul>
  );
}

type Doing = { what: "add" } | { what: "edit" | "pin"; who: OperatorRow } | null;

function columns(set: (doing: Doing) => void): Column<OperatorRow>[] {
  return [
    { key: "name", head: say("name"), cell: (o) => o.name, value: (o) => o.name, wide: true },
    {
      key: "badge",
      head: say("badge"),
      cell: (o) => <span class="code">{o.badge}</span>,
      value: (o) => o.badge,
    },
    {
      key: "roles",
      head: say("roles"),
      cell: (o) => o.roles.map(roleWord).join(", "),
      value: (o) => o.roles.map(roleWord).join(", "),
    },
    {
      key: "language",
      head: say("language"),
      cell: (o) => say(o.language === "zh" ? "chinese" : "english"),
      value: (o) => o.language,
    },
    {
      key: "state",
      head: say("state"),
      cell: (o) => say(o.blocked ? "is_blocked" : "may_work"),
      value: (o) => say(o.blocked ? "is_blocked" : "may_work"),
    },
    {
      key: "pin",
      head: say("pin"),
      cell: (o) => (o.has_pin ? say("pin_set") : "–"),
      value: (o) => o.has_pin,
    },
    {
      key: "do",
      head: "",
      cell: (o) => (
        <div class="buttons">
          <button type="button" onClick={() => set({ what: "edit", who: o })}>
            {say("edit")}
            <span class="spoken"> {o.name}</span>
          </button>
          <button type="button" onClick={() => set({ what: "pin", who: o })}>
            {say("set_pin")}
            <span class="spoken"> {o.name}</span>
          </button>
        </div>
      ),
    },
  ];
}

export function OperatorsPage() {
  const people = usePages<OperatorRow>("/api/v1/operators?limit=200");
  const [doing, setDoing] = useState<Doing>(null);
  const [badges, setBadges] = useState(false);
  const done = () => {
    setDoing(null);
    people.reload();
  };
  return (
    <div class="page">
      <header class="section-head no-print">
        <h1>{say("operators")}</h1>
        <div class="tools">
          <button type="button" onClick={() => setDoing({ what: "add" })}>
            {say("add")}
          </button>
          <button type="button" aria-pressed={badges} onClick={() => setBadges(!badges)}>
            {say("badges")}
          </button>
          {badges ? (
            <button type="button" class="strong" onClick={() => window.print()}>
              {say("print")}
            </button>
          ) : null}
        </div>
      </header>
      {doing?.what === "add" ? (
        <EditForm
          title={say("add")}
          path={null}
          make="/api/v1/operators"
          fields={fields()}
          start={{ badge: newBadge(), language: "zh", roles: ["picker"], blocked: false }}
          done={done}
        />
      ) : null}
      {doing?.what === "edit" ? (
        <EditForm
          key={doing.who.id}
          title={doing.who.name}
          path={`/api/v1/operators/${doing.who.id}`}
          fields={fields()}
          done={done}
        />
      ) : null}
      {doing?.what === "pin" ? <PinForm of={doing.who} done={done} /> : null}
      {people.problem ? <ProblemNote problem={people.problem} again={people.reload} /> : null}
      {badges ? (
        <Badges people={people.rows.filter((o) => !o.blocked && !o.roles.includes("system"))} />
      ) : (
        <DataTable
          caption={say("operators")}
          hideCaption
          columns={columns(setDoing)}
          rows={people.rows}
          rowKey={(o) => o.id}
          rowClass={(o) => (o.blocked ? "quiet-row" : "")}
          empty={people.loading ? say("loading") : say("nothing_here")}
          file="operators"
          more={people.more}
        />
      )}
    </div>
  );
}
