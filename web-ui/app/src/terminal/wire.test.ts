// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it, vi } from "vitest";
import { outcomeOf, post } from "./wire";

afterEach(() => void vi.unstubAllGlobals());
const answerWith = (reply: Response): void => {
  vi.stubGlobal("fetch", () => Promise.resolve(reply));
};
const outcome = async () => outcomeOf(await post("/api/v1/scans", {}, "token"), 7);
const problem = (status: number, code: string, more: object = {}): Response =>
  Response.json({ code, status, title: code, params: [], ...more }, { status });

describe("what the answer to a step means", () => {
  it("is done, when the whole of it came", async () => {
    answerWith(Response.json({ seq: 1, screen: {}, next_seq: 8 }));
    expect(await outcome()).toMatchObject({ is: "answered", next_seq: 8 });
  });
  it("is none, when the line was cut in its body", async () => {
    const cut = (): ReadableStream =>
      new ReadableStream({
        start(body) {
          body.enqueue(new TextEncoder().encode('{"seq":1,"screen":{"pro'));
          body.error(new TypeError("network error"));
        },
      });
    for (const [body, status] of [
      [cut(), 200],
      [cut(), 409],
      ['{"seq":1,"scr', 200],
    ] as const) {
      answerWith(new Response(body, { status }));
      expect(await outcome()).toEqual({ is: "unreachable" });
    }
  });
  it("is none, when something on the way answers instead of the server", async () => {
    for (const status of [200, 302, 403, 404, 413, 502, 503]) {
      answerWith(new Response("<html>Please log in to the network</html>", { status }));
      expect(await outcome()).toEqual({ is: "unreachable" });
    }
    answerWith(Response.json({ error: "blocked" }, { status: 403 }));
    expect(await outcome()).toEqual({ is: "unreachable" });
  });
  it("asks for the session of now, when the page knows an old one", async () => {
    answerWith(problem(403, "csrf"));
    expect(await outcome()).toEqual({ is: "busy", renew: true });
  });
  it("waits, when it is not about the step", async () => {
    for (const [status, code] of [
      [429, "too_many_calls"],
      [503, "overloaded"],
      [500, "internal"],
      [421, "host_unknown"],
      [403, "foreign_page"],
    ] as const) {
      answerWith(problem(status, code));
      expect(await outcome()).toEqual({ is: "busy" });
    }
    answerWith(problem(401, "locked"));
    expect(await outcome()).toEqual({ is: "sign_in" });
  });
  it("is never, when the server cannot take the step as it is", async () => {
    const text = { en: "Too long", zh: "过长" };
    for (const [status, code] of [
      [400, "bad_field"],
      [403, "other_device"],
      [409, "event_reused"],
      [413, "body_too_large"],
      [415, "json_wanted"],
    ] as const) {
      answerWith(problem(status, code, { text }));
      expect(await outcome()).toEqual({ is: "impossible", code, text });
    }
  });
});
