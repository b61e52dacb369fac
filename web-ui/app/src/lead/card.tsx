// SPDX-License-Identifier: Apache-2.0
// The card of one thing: a SKU, a location, an order … What is on it and what may be done with it
// comes from the server; every kind is drawn the same way.
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Card, CardAction, CardKind, CardRef } from "./documents";
import { ask } from "./port";
import { isWord, said, say, type Word } from "./words";
import { Do, told, type Deed } from "./parts/doing";
import { EditForm } from "./parts/form";
import { problemText, Shown, useRead } from "./parts/reading";

export const openCard = signal<CardRef | null>(null);
/** What a scan may mean, when it means several things. */
const choice = signal<{ code: string; cards: CardRef[] } | null>(null);

/** Looks a scanned or typed code up and opens the card of what it means. */
export async function lookUp(code: string): Promise<void> {
  const got = await ask<{ cards: CardRef[] }>(
    `/api/v1/lookup?code=${encodeURIComponent(code)}`,
  );
  if (!got.ok) {
    told.value = { text: say("refused", problemText(got.problem)), bad: true };
    return;
  }
  const { cards } = got.data;
  choice.value = cards.length > 1 ? { code, cards } : null;
  openCard.value = cards.length === 1 ? (cards[0] ?? null) : null;
  if (cards.length === 0) told.value = { text: say("unknown_code", code), bad: true };
}

export function kindWord(kind: string): string {
  const word = `kind_${kind}`;
  return isWord(word) ? say(word) : kind;
}

/** What the ledger is indexed by: only these have a history. */
const traced = new Set<CardKind>([
  "sku",
  "location",
  "lot",
  "serial",
  "container",
  "order",
  "parcel",
  "operator",
]);

/** Where goods come from and go to that are not in the house. */
const outsideWords: Record<string, Word> = {
  SUPPLIER: "place_supplier",
  CUSTOMER: "place_customer",
  ADJUSTMENT: "place_adjustment",
  SCRAP: "place_scrap",
  CONSUMED: "place_consumed",
};
function outside(code: string): string {
  const word = outsideWords[code];
  return word ? say(word) : code;
}

interface LinkProps {
  to: CardRef | null | undefined;
  plain?: boolean;
  /** Instead of the code. */
  label?: string | undefined;
}
export function CardLink({ to, plain, label }: LinkProps) {
  if (!to) return null;
  if (to.kind === "place") return <span>{outside(to.code)}</span>;
  // A wave has a page rather than a card.
  if (to.kind === "wave")
    return (
      <a href={`#/lead/waves/${to.id}`} onClick={() => (openCard.value = null)}>
        {to.code}
      </a>
    );
  return (
    <button
      type="button"
      class="card-link"
      onClick={() => {
        openCard.value = to;
      }}
    >
      {plain ? null : <span class="quiet">{kindWord(to.kind)} </span>}
      {label ?? to.code}
    </button>
  );
}

const actions: Record<
  Exclude<CardAction, "adjust">,
  { word: Word; deed: (card: CardRef) => Partial<Deed> }
> = {
  block: {
    word: "block",
    deed: (card) => ({
      path: `/api/v1/locations/${card.id}/block`,
      body: { out: true, in: true },
      reason: true,
    }),
  },
  unblock: {
    word: "unblock",
    deed: (card) => ({ path: `/api/v1/locations/${card.id}/unblock` }),
  },
  count_now: {
    word: "count_now",
    deed: (card) => ({ path: `/api/v1/locations/${card.id}/count-now` }),
  },
  approve: { word: "approve", deed: (card) => ({ path: `/api/v1/orders/${card.id}/approve` }) },
  cancel: {
    word: "cancel_order",
    deed: (card) => ({ path: `/api/v1/orders/${card.id}/cancel`, reason: true }),
  },
  reprint: {
    word: "reprint",
    deed: (card) => ({ path: `/api/v1/parcels/${card.id}/reprint`, reason: true }),
  },
  retry_waybill: {
    word: "retry_waybill",
    deed: (card) => ({ path: `/api/v1/parcels/${card.id}/retry` }),
  },
};

/** What the house prints about a thing of this kind. */
const paper: Partial<Record<CardKind, { word: Word; kind: string }>> = {
  order: { word: "delivery_note", kind: "delivery_note" },
  manifest: { word: "manifest_sheet", kind: "manifest" },
};

function CardBody({ of }: { of: CardRef }) {
  const reading = useRead<Card>(`/api/v1/cards/${of.kind}/${of.id}`);
  return (
    <Shown of={reading}>
      {(card) => (
        <>
          <p class="card-title">{said(card.title)}</p>
          <dl class="facts">
            {card.facts.map((fact, i) => (
              <div key={i}>
                <dt>{said(fact.label)}</dt>
                <dd>
                  {fact.card ? (
                    <CardLink
                      to={fact.card}
                      plain
                      label={fact.text ? said(fact.text) : undefined}
                    />
                  ) : fact.text ? (
                    said(fact.text)
                  ) : (
                    fact.value
                  )}
                </dd>
              </div>
            ))}
          </dl>
          <div class="buttons">
            {(card.can ?? []).map((action) => {
              if (action === "adjust")
                return <Adjust key={action} at={of.code} done={reading.reload} />;
              const { word, deed } = actions[action];
              const extra = deed(card.card);
              const label = say(word);
              return (
                <Do
                  key={action}
                  deed={{ path: "", body: {}, ...extra, label, sure: `${label}: ${of.code}?` }}
                  done={reading.reload}
                />
              );
            })}
            <Paper of={of} />
            {traced.has(of.kind) ? (
              <a
                class="link-button"
                href={historyHref(of)}
                onClick={() => {
                  openCard.value = null;
                }}
              >
                {say("full_history")}
              </a>
            ) : null}
          </div>
        </>
      )}
    </Shown>
  );
}

/** Corrects the books of a location; worth more than the limit it waits for another lead. */
function Adjust({ at, done }: { at: string; done: () => void }) {
  const [open, setOpen] = useState(false);
  if (!open)
    return (
      <button type="button" onClick={() => setOpen(true)}>
        {say("adjust")}
      </button>
    );
  return (
    <EditForm
      title={`${say("adjust")}: ${at}`}
      path={null}
      make="/api/v1/stock/adjustments"
      start={{ location: at }}
      fields={[
        { key: "sku", label: say("sku"), kind: "text", required: true },
        {
          key: "difference",
          label: say("difference"),
          kind: "number",
          required: true,
          help: say("difference_why"),
        },
        { key: "lot", label: say("lot"), kind: "text" },
        { key: "reason", label: say("reason"), kind: "text", required: true },
      ]}
      done={() => {
        setOpen(false);
        done();
      }}
    />
  );
}

function Paper({ of }: { of: CardRef }) {
  const sheet = paper[of.kind];
  if (!sheet) return null;
  const body = { kind: sheet.kind, object: of.id };
  return <Do deed={{ path: "/api/v1/sheets", body, label: say(sheet.word) }} />;
}

export function historyHref(of: CardRef): string {
  return `#/lead/history/${of.kind}/${of.id}?code=${encodeURIComponent(of.code)}`;
}

/** The dialog over any page. Escape closes it; another scan opens another card. */
export function CardDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = openCard.value;
  const several = choice.value;
  const open = shown !== null || several !== null;
  useEffect(() => {
    const it = dialog.current;
    if (open && it && !it.open) it.showModal();
    if (!open && it?.open) it.close();
  }, [open]);
  const close = () => {
    openCard.value = null;
    choice.value = null;
  };
  return (
    <dialog ref={dialog} class="object-card" aria-labelledby="card-head" onClose={close}>
      {open ? (
        <>
          <header>
            <h2 id="card-head">
              {shown
                ? `${kindWord(shown.kind)} ${shown.code}`
                : say("which_one", several?.code ?? "")}
            </h2>
            <button type="button" onClick={close} aria-label={say("close")}>
              ✕
            </button>
          </header>
          {shown ? <CardBody key={`${shown.kind} ${shown.id}`} of={shown} /> : null}
          {!shown && several ? (
            <ul class="plain">
              {several.cards.map((card) => (
                <li key={`${card.kind} ${card.id}`}>
                  <CardLink to={card} />
                </li>
              ))}
            </ul>
          ) : null}
        </>
      ) : null}
    </dialog>
  );
}
