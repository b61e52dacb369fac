// SPDX-License-Identifier: Apache-2.0
// L4 and L5: the exceptions with the one next step each, and the people on shift.
import type { ExceptionRow, Exceptions, NextStep, People, Person } from "./documents";
import { said, say } from "./words";
import { CardLink, openCard } from "./card";
import { Do } from "./parts/doing";
import { Shown, useTopic } from "./parts/reading";
import { DataTable, type Column } from "./parts/table";
import { ago, clock, duration, figure } from "./parts/time";

interface StepProps {
  step: NextStep;
  of: ExceptionRow;
  strong?: boolean;
  done: () => void;
}

function StepButton({ step, of, strong, done }: StepProps) {
  const { path, open } = step;
  const label = said(step.text);
  if (step.method === "POST" && path) {
    const sure = `${label}: ${said(of.kind_text)} – ${said(of.text) || of.subject}`;
    const asked = step.reason ? { reason: true, sure } : {};
    return (
      <Do
        strong={strong ?? false}
        deed={{ path, body: step.body ?? {}, label, ...asked }}
        done={done}
      />
    );
  }
  const { page } = step;
  if (!open && !page) return <span>{label}</span>;
  return (
    <button
      type="button"
      class={strong ? "strong" : ""}
      onClick={() => {
        if (page) location.hash = `#/${page}`;
        else openCard.value = open ?? null;
      }}
    >
      {label}
    </button>
  );
}

function Steps({ of, done }: { of: ExceptionRow; done: () => void }) {
  return (
    <div class="buttons">
      {of.next_step ? <StepButton strong step={of.next_step} of={of} done={done} /> : null}
      {of.other_steps.map((step) => (
        <StepButton key={step.code} step={step} of={of} done={done} />
      ))}
    </div>
  );
}

function exceptionColumns(at: string, done: () => void): Column<ExceptionRow>[] {
  return [
    {
      key: "age",
      head: say("age"),
      cell: (e) => <b title={clock(e.since)}>{ago(e.since, at)}</b>,
      value: (e) => e.since,
    },
    {
      key: "kind",
      head: say("kind"),
      cell: (e) => said(e.kind_text),
      value: (e) => said(e.kind_text),
    },
    {
      key: "what",
      head: say("what"),
      cell: (e) => (
        <>
          {said(e.text) || e.subject}{" "}
          {e.about.map((card) => (
            <CardLink key={`${card.kind} ${card.id}`} to={card} />
          ))}
        </>
      ),
      value: (e) => said(e.text) || e.subject,
      wide: true,
    },
    { key: "owner", head: say("owner"), cell: (e) => e.owner ?? "", value: (e) => e.owner },
    {
      key: "next",
      head: say("next_step"),
      cell: (e) => <Steps of={e} done={done} />,
      value: (e) => said(e.next_step?.text),
    },
  ];
}

export function ExceptionsPage() {
  const reading = useTopic<Exceptions>("exceptions", "/api/v1/exceptions?open=true");
  return (
    <div class="page">
      <h1>{say("exceptions")}</h1>
      <Shown of={reading}>
        {(list) => (
          <DataTable
            caption={say("open_exceptions")}
            hideCaption
            columns={exceptionColumns(list.at, reading.reload)}
            rows={list.items}
            rowKey={(e) => e.id}
            empty={say("no_exceptions")}
            file="exceptions"
          />
        )}
      </Shown>
    </div>
  );
}

const message_max = 120;

/** A few words on the person's terminal, until they are confirmed there. */
function MessageTo({ person, done }: { person: Person; done: () => void }) {
  return (
    <>
      {person.unread > 0 ? <span class="quiet">{say("unread", person.unread)} </span> : null}
      <Do
        deed={{
          path: "/api/v1/messages",
          body: { operator_id: person.operator },
          label: say("message"),
          sure: say("message_to", person.name),
          words: { key: "text", label: say("message"), max: message_max },
        }}
        done={done}
      />
    </>
  );
}

function peopleColumns(at: string, done: () => void): Column<Person>[] {
  return [
    {
      key: "name",
      head: say("name"),
      cell: (p) => <CardLink to={{ kind: "operator", id: p.operator, code: p.name }} plain />,
      value: (p) => p.name,
    },
    {
      key: "doing",
      head: say("doing"),
      cell: (p) => said(p.step_text),
      value: (p) => said(p.step_text),
      wide: true,
    },
    {
      key: "at",
      head: say("at_place"),
      cell: (p) => p.location ?? "",
      value: (p) => p.location,
    },
    { key: "wave", head: say("wave"), cell: (p) => p.wave ?? "", value: (p) => p.wave },
    { key: "device", head: say("device"), cell: (p) => p.device ?? "", value: (p) => p.device },
    {
      key: "lines_h",
      head: say("lines_per_h"),
      cell: (p) => <b>{figure(p.lines_per_h)}</b>,
      value: (p) => p.lines_per_h,
      numeric: true,
    },
    {
      key: "lines",
      head: say("lines"),
      cell: (p) => figure(p.lines),
      value: (p) => p.lines,
      numeric: true,
    },
    {
      key: "errors",
      head: say("errors_per_100"),
      cell: (p) => figure(p.errors_per_100, 1),
      value: (p) => p.errors_per_100,
      numeric: true,
    },
    {
      key: "idle",
      head: say("idle"),
      cell: (p) => duration(p.idle_s),
      value: (p) => p.idle_s,
      numeric: true,
    },
    {
      key: "last",
      head: say("last_scan"),
      cell: (p) => ago(p.last_scan, at),
      value: (p) => p.last_scan,
    },
    {
      key: "battery",
      head: say("battery"),
      cell: (p) => (p.battery === null ? "–" : `${p.battery} %`),
      value: (p) => p.battery,
      numeric: true,
    },
    {
      key: "since",
      head: say("signed_in"),
      cell: (p) => clock(p.since),
      value: (p) => p.since,
    },
    { key: "message", head: "", cell: (p) => <MessageTo person={p} done={done} /> },
  ];
}

export function PeoplePage() {
  const reading = useTopic<People>("people", "/api/v1/board/people");
  return (
    <div class="page">
      <h1>{say("people")}</h1>
      <Shown of={reading}>
        {(people) => (
          <DataTable
            caption={say("on_shift")}
            hideCaption
            columns={peopleColumns(people.at, reading.reload)}
            rows={people.items}
            rowKey={(p) => p.operator}
            rowClass={(p) => (p.idle ? "warn-row" : "")}
            empty={say("nobody_on_shift")}
            file="people"
          />
        )}
      </Shown>
    </div>
  );
}
