// SPDX-License-Identifier: Apache-2.0
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

type Sent = { path: string; key: string | undefined; unattended: string | undefined };
const sent: Sent[] = [];
let answers: (Response | "lost")[] = [];
let ask: typeof import("./api").ask;

beforeAll(async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal("location", { origin: "http://wms.test" });
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal("fetch", (path: string, how: { headers: Record<string, string> }) => {
    const { headers } = how;
    const unattended = headers["X-WMS-Unattended"];
    sent.push({ path, key: headers["Idempotency-Key"], unattended });
    const answer = answers.shift() ?? Response.json({});
    return answer === "lost"
      ? Promise.reject(new TypeError("Failed to fetch"))
      : Promise.resolve(answer);
  });
  ({ ask } = await import("./api"));
});
beforeEach(() => {
  sent.length = 0;
  answers = [];
});

const problem = (status: number, code: string): Response =>
  Response.json({ code, status, title: code }, { status });
const cut = (): Response =>
  new Response(
    new ReadableStream({
      start(body) {
        body.enqueue(new TextEncoder().encode('{"posted":'));
        body.error(new TypeError("network error"));
      },
    }),
  );
const adjust = (difference: number) =>
  ask("/api/v1/stock/adjustments", { method: "POST", body: { difference } });
const keys = (): number => new Set(sent.map(({ key }) => key)).size;

describe("the key of what a person wants done", () => {
  it("is the same for every try until there is an answer", async () => {
    answers = [
      "lost",
      cut(),
      new Response("<html>", { status: 502 }),
      problem(503, "no_answer"),
      Response.json({ posted: true }),
    ];
    for (let at = 0; at < 4; at++) expect((await adjust(-1)).ok).toBe(false);
    expect((await adjust(-1)).ok).toBe(true);
    expect(keys()).toBe(1);
    await adjust(-1); // once more, knowingly
    expect(keys()).toBe(2);
  });
  it("is another after a refusal, which the server would only repeat", async () => {
    answers = [problem(409, "quantity_reserved")];
    await adjust(-2);
    await adjust(-2);
    expect(keys()).toBe(2);
  });
  it("is another when something else is wanted", async () => {
    answers = ["lost", "lost", "lost"];
    await adjust(-3);
    await adjust(-4);
    await adjust(-3);
    expect(keys()).toBe(3);
  });
  it("is each place's own", async () => {
    answers = ["lost", "lost"];
    await ask("/api/v1/sheets", { method: "POST", body: {} });
    await ask("/api/v1/backups", { method: "POST", body: {} });
    expect(keys()).toBe(2);
  });
  it("stands with nothing that only reads", async () => {
    await ask("/api/v1/stock");
    expect(sent[0]?.key).toBeUndefined();
  });
});

describe("what a page asks by itself", () => {
  it("says that no person did", async () => {
    await ask("/api/v1/scanners", { unattended: true });
    await ask("/api/v1/scanners");
    expect(sent.map(({ unattended }) => unattended)).toEqual(["1", undefined]);
  });
});

describe("an answer that came in part", () => {
  it("is none", async () => {
    answers = [cut()];
    expect(await ask("/api/v1/stock")).toMatchObject({
      ok: false,
      problem: { code: "no_network" },
    });
  });
  it("without a body is a whole one", async () => {
    answers = [new Response(null, { status: 204 })];
    expect(await ask("/api/v1/session", { method: "DELETE" })).toMatchObject({ ok: true });
  });
});
